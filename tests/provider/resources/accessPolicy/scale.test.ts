/** Thousands of repositories: the calls, the connections, the size of the state, and lists of many pages. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulated } from "../../../support/emulated";
import { granted, POLICY } from "../../../support/stack";
import { EVERYWHERE, ORGANIZATION, policy, rule } from "./world";

const N = 2_000;
const MAX = 8;
const nameOf = (at: number): string => `many/r${String(at).padStart(4, "0")}`;

describe("a policy over thousands of repositories", function () {
  this.timeout(240_000);
  const it0 = emulated(POLICY);
  const { calls, newStack } = it0;
  const at = (repository: string): string[] =>
    granted(it0.emulator, { organization: ORGANIZATION, repository });
  const make = (count: number, organization = ORGANIZATION): void => {
    for (let each = 0; each < count; each += 1)
      it0.emulator.createRepository({ organization, repository: nameOf(each) });
  };
  const MANY = policy(rule(["many/**"], { alice: "Manage", bob: "Read" }));

  it("2,000: 3 calls each to create, 1 without a change, never more at once than maxConcurrency, and a small state", async () => {
    make(N);
    let [underWay, most] = [new Set<number>(), 0];
    const stop = it0.emulator.onRequest(() => {
      underWay = new Set(
        it0.emulator
          .requests()
          .slice(-64)
          .flatMap(({ seq, status }) => (status === null ? [seq] : [])),
      );
      most = Math.max(most, underWay.size);
    });
    const stack = newStack({ environment: { SWR_MAX_CONCURRENCY: String(MAX) } });
    it0.emulator.setLatency(3);
    await stack.up(MANY);
    it0.emulator.setLatency(0);
    stop();
    assert.ok(most <= MAX, `${String(most)} at once`);
    assert.ok(most > 1, "one after another");
    const lists = (): number =>
      it0.emulator.requests().filter(({ operation }) => operation === "listReposDetails").length;
    assert.equal(lists(), 3);
    const made = calls();
    assert.equal(made.filter((call) => call === "GET").length, 2 * N);
    assert.equal(made.filter((call) => call.startsWith("POST")).length, N);
    assert.equal(made.length, 3 * N);
    const size = JSON.stringify(stack.state).length;
    assert.ok(size <= 60 * N, `${String(size / N)} bytes a repository`);

    assert.equal(await stack.up(MANY), "same");
    assert.equal(lists(), 3);
    assert.deepEqual([...new Set(calls())], ["GET"]);

    await stack.destroy();
    const deleted = calls();
    assert.equal(deleted.filter((call) => call === "GET").length, N);
    assert.equal(deleted.length, 2 * N);
    assert.deepEqual([at(nameOf(0)), at(nameOf(N - 1))], [[], []]);
  });

  it("more than fifty differences: fifty lines, and all of them in the file that the settings name", async () => {
    make(60);
    const folder = mkdtempSync(join(tmpdir(), "swr-"));
    const file = join(folder, "differences.txt");
    try {
      const plain = newStack();
      await plain.preview(MANY);
      const shown = plain.lines.filter((line) => line.includes(": new: "));
      assert.equal(shown.length, 50);
      assert.equal(
        plain.lines.at(-1),
        "… and 10 more: set swr:differencesFile to have them written to a file",
      );

      const stack = newStack({ environment: { SWR_DIFFERENCES_FILE: file } });
      await stack.preview(MANY);
      assert.equal(stack.lines.at(-1), `… and 10 more: ${file} has them all`);
      const all = readFileSync(file, "utf8").trimEnd().split("\n");
      assert.deepEqual(
        all,
        Array.from(
          { length: 60 },
          (_, each) => `team-a: new: ${nameOf(each)}, will grant alice Manage, bob Read`,
        ),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("a list that changes between two pages loses nobody", async () => {
    make(1_100);
    let pages = 0;
    // It is told once the page is answered.
    const stop = it0.emulator.onRequest(({ operation }) => {
      if (operation !== "listReposDetails") return;
      pages += 1;
      // All that come after it move one place ahead.
      if (pages === 1)
        for (const each of [0, 1_099])
          it0.emulator.deleteRepository({ organization: ORGANIZATION, repository: nameOf(each) });
    });
    const stack = newStack();
    await stack.up(MANY);
    stop();
    assert.ok(pages > 2, `${String(pages)} pages: the list was not read anew`);
    for (let each = 1; each < 1_099; each += 1)
      assert.deepEqual(at(nameOf(each)), ["alice=7", "bob=1"], nameOf(each));
  });

  it("another organization is not touched, though the API's filter finds it, too", async () => {
    for (const organization of ["team-a2", "my-team-a"]) {
      it0.emulator.createOrganization({ name: organization });
      make(3, organization);
    }
    make(3);
    await newStack().up(policy(EVERYWHERE));
    for (const organization of ["team-a2", "my-team-a"])
      assert.deepEqual(granted(it0.emulator, { organization, repository: nameOf(1) }), []);
    assert.deepEqual(at(nameOf(1)), ["bob=1"]);
  });
});
