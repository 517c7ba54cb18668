import assert from "node:assert/strict";
import { goals } from "../../scripts/bench/goals";
import { exponentOf, growths } from "../../scripts/bench/growth";
import { markdownOf } from "../../scripts/bench/markdown";
import { OPERATIONS, type Results, type Row, type Subject, SUBJECTS } from "../../scripts/bench/row";

/** A row whose operations all took so long. */
const row = (engine: string, subject: Subject, size: number, seconds: number, latencyMs = 20): Row => ({
  engine,
  subject: SUBJECTS[subject],
  switches: "",
  size,
  latencyMs,
  measured: "2026-01-02T03:04:05.000Z",
  othersBusyPercent: 0,
  operations: Object.fromEntries(
    OPERATIONS.map((name) => [name, { seconds, calls: 3 * size, connections: 16, memoryMiB: 90 }]),
  ),
});
const results = (...rows: readonly Row[]): Results => ({
  machine: { processors: "2 × one" },
  versions: { node: "v20" },
  rows,
});
const verdict = (of: Results, start: string): boolean[] =>
  goals(of)
    .filter(({ goal }) => goal.startsWith(start))
    .map(({ isMet }) => isMet);

describe("the bench: growth", () => {
  it("the exponent of a straight line and of a square", () => {
    assert.equal(exponentOf([[100, 1]]), undefined);
    const near = (points: readonly (readonly [number, number])[], wanted: number): void => {
      assert.ok(Math.abs((exponentOf(points) ?? NaN) - wanted) < 1e-9);
    };
    near(
      [1, 2, 5].map((it) => [100 * it, 0.3 * it]),
      1,
    );
    near(
      [1, 2, 5].map((it) => [100 * it, 0.3 * it * it]),
      2,
    );
  });

  it("what one repository takes is no growth", () => {
    const all = results(...[1, 100, 1000].map((size) => row("pulumi", "policy", size, 2 + size / 100)));
    const [growth] = growths(all);
    assert.ok(Math.abs((growth?.exponents.create ?? NaN) - 1) < 0.01);
    assert.deepEqual(growth?.defects, []);
  });

  it("a square is a defect of ours, unless the engine's own is one", () => {
    const square = (subject: Subject, latencyMs: number): Row[] =>
      [100, 1000].map((size) => row("pulumi", subject, size, (size / 100) ** 2, latencyMs));
    const line = [100, 1000].map((size) => row("pulumi", "builtin", size, size / 100, 0));
    const defectsOf = (all: Results): readonly string[] =>
      growths(all).find(({ subject }) => subject === SUBJECTS.lists)?.defects ?? [];
    assert.deepEqual(defectsOf(results(...square("lists", 20), ...line)), [...OPERATIONS]);
    assert.deepEqual(defectsOf(results(...square("lists", 20), ...square("builtin", 0))), []);
  });
});

describe("the bench: goals", () => {
  it("a policy is held against the wire of its own size and latency", () => {
    const wire = [row("none", "wirePolicy", 500, 2), row("none", "wirePolicy", 500, 9, 0)];
    const start = "policy ≤ 1.5";
    assert.deepEqual(verdict(results(...wire, row("pulumi", "policy", 500, 3.9)), start), [true]);
    assert.deepEqual(verdict(results(...wire, row("pulumi", "policy", 500, 4.1)), start), [false]);
    assert.deepEqual(verdict(results(row("pulumi", "policy", 500, 4.1)), start), []);
  });

  it("single lists are held against the engine and their calls", () => {
    const engine = row("pulumi", "builtin", 100, 1, 0);
    const start = "RepositoryAccess ≤";
    // 1.25 × (1 + 300 × 0.02 / 8) + 0.5
    assert.deepEqual(verdict(results(engine, row("pulumi", "lists", 100, 2.68)), start), [true]);
    assert.deepEqual(verdict(results(engine, row("pulumi", "lists", 100, 2.69)), start), [false]);
  });

  it("more calls, more memory, more connections are not met", () => {
    const plain = row("pulumi", "lists", 2000, 1);
    const create = { seconds: 1, calls: 6006, connections: 17, memoryMiB: 160 };
    const worse: Row = { ...plain, operations: { ...plain.operations, create } };
    for (const start of ["RepositoryAccess: calls", "RepositoryAccess: memory", "never more"]) {
      assert.deepEqual(verdict(results(plain), start), [true], start);
      assert.deepEqual(verdict(results(worse), start), [false], start);
    }
  });

  it("the table tells what was measured beside other work, and what failed", () => {
    const busy: Row = { ...row("pulumi", "policy", 7, 1), othersBusyPercent: 60, failed: "update: no\nmore" };
    const text = markdownOf(results(busy, row("pulumi", "policy", 8, 1)));
    assert.match(text, /\*\*1 of 2 rows, marked \\\*/);
    assert.match(text, /\| RepositoryAccessPolicy, plugin \\\* \| 7 \| 1\.00; 21 \|/);
    assert.match(text, /FAILED: RepositoryAccessPolicy, plugin, N = 7: update: no\n/);
  });
});
