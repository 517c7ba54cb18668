/**
 * Every fault at every request of every resource's life. A run succeeds, or it fails with an error and a state that tells what is
 * really there. The next run ends as declared.
 */
import assert from "node:assert/strict";
import { Semaphore } from "async-mutex";
import { startEmulator, type Emulator } from "../../sandbox/emulator";
import { Client } from "../emulator/support/client";
import { actionOf, FAULTS, MAX_RETRIES, type MatrixFault } from "../faults/faults";
import { type Elsewhere, startElsewhere } from "../support/elsewhere";
import { leaks } from "../support/invariants";
import { environmentOf } from "../support/stack";
import { LIVES } from "./lives";
import { Deployment } from "./support/deployment";
import { editsOf, idOf, laidOver, operationsOf, subjectOf } from "./support/derived";
import { type Environment, hookHosts } from "./support/hosts";
import type { Args, Edit, Life, Others } from "./support/life";
import { assertDeclared } from "./support/suite";

const COUNTS = [1, 3, "forever"] as const;
type Count = (typeof COUNTS)[number];
/** How many cells run at once. Slow ones wait more than they work. */
const AT_ONCE = 36;

/** A run, and the request in it that meets the fault: the n-th of an operation. */
interface Call {
  readonly flow: "create" | "update" | "refresh" | "destroy" | "destroy of what is not empty";
  /** The edit of an update. */
  readonly edit?: Edit;
  readonly operation: string;
  readonly nth: number;
}

/** One edit for each set of writes: a change in place, and one for which the object is deleted and created again. */
function updatesOf(life: Life): Edit[] {
  const inPlace = editsOf(life).filter(
    ({ replaces = [], writes }) => replaces.length === 0 && writes.length > 0,
  );
  const kinds = new Map(inPlace.reverse().map((edit) => [edit.writes.join(), edit]));
  return [...kinds.values()];
}

/** The requests of a life: all that each flow sends. */
function callsOf(life: Life): Call[] {
  const { filled } = life;
  const { create, read, delete: remove } = operationsOf(life);
  const updates = updatesOf(life).flatMap((edit) =>
    [
      { operation: read, nth: 1 },
      ...edit.writes.map((operation) => ({ operation, nth: 1 })),
      { operation: read, nth: 2 },
    ].map((call) => ({ flow: "update" as const, edit, ...call })),
  );
  return [
    { flow: "create", operation: read, nth: 1 },
    { flow: "create", operation: create, nth: 1 },
    { flow: "create", operation: read, nth: 2 },
    ...updates,
    { flow: "refresh", operation: read, nth: 1 },
    { flow: "destroy", operation: remove, nth: 1 },
    ...(filled?.operations ?? []).map((operation) => ({
      flow: "destroy of what is not empty" as const,
      operation,
      nth: 1,
    })),
  ];
}

describe("every fault at every call of every life", () => {
  let elsewhere: Elsewhere;
  const places = new Semaphore(AT_ONCE);
  const idle: Emulator[] = [];
  const started: Emulator[] = [];

  before(async () => {
    elsewhere = await startElsewhere();
  });
  after(async () => {
    await Promise.all(started.map((emulator) => emulator.stop()));
    elsewhere.stop();
  });

  async function cell(life: Life, call: Call, fault: MatrixFault, times: Count): Promise<void> {
    const emulator = idle.pop() ?? (await startEmulator());
    if (!started.includes(emulator)) started.push(emulator);
    emulator.reset();
    life.given?.(emulator);
    try {
      await new Cell(life, call, emulator, fault, elsewhere.url).run(times);
      assert.deepEqual(elsewhere.requests, []);
    } catch (cause) {
      throw new Error(`${fault.name}, ${String(times)} times: ${String(cause)}`, { cause });
    } finally {
      idle.push(emulator);
    }
  }

  for (const life of LIVES.filter(({ list }) => list === undefined))
    for (const call of callsOf(life))
      it(`${life.resource}: ${[call.flow, call.edit?.name ?? ""].join(" ").trim()}: ${call.operation} ${String(call.nth)}`, async function () {
        this.timeout(120_000);
        const cells = FAULTS.flatMap((fault) => COUNTS.map((times) => [fault, times] as const));
        const runs = cells.map(([fault, times]) => places.runExclusive(() => cell(life, call, fault, times)));
        const failed = (await Promise.allSettled(runs)).flatMap((it0) =>
          it0.status === "rejected" ? [String(it0.reason)] : [],
        );
        assert.deepEqual(failed, []);
      });
});

/** One run that meets a fault, and what is left of it. */
class Cell {
  readonly #stack: Deployment;
  readonly #secret: string;
  readonly #others: Others;

  constructor(
    private readonly life: Life,
    private readonly call: Call,
    private readonly emulator: Emulator,
    private readonly fault: MatrixFault,
    private readonly elsewhere: string,
  ) {
    this.#secret = environmentOf(emulator)["SWR_SECRET_KEY"] ?? "";
    this.#others = { api: new Client(emulator, "admin"), emulator };
    this.#stack = new Deployment(hookHosts, life.resource, emulator);
  }

  /** Settings of the run that meets the fault. They are impatient, so that a request that is never answered does not take long. */
  get #impatient(): Environment {
    const { slow = false } = this.fault;
    const often = { SWR_MAX_RETRIES: String(slow ? 1 : MAX_RETRIES), SWR_RETRY_BUDGET: "60" };
    return slow ? { ...often, SWR_REQUEST_TIMEOUT: "1" } : often;
  }

  get #before(): Args {
    const { flow } = this.call;
    return flow === "destroy of what is not empty"
      ? { ...this.life.program, forceDestroy: true }
      : this.life.program;
  }

  /** The program of the run that meets the fault. */
  get #program(): Args {
    return laidOver(this.#before, this.call.edit?.args ?? {});
  }

  get #isDestroy(): boolean {
    return this.call.flow.startsWith("destroy");
  }

  async run(times: Count): Promise<void> {
    const { flow, operation, nth } = this.call;
    const { emulator } = this;
    if (flow !== "create") await this.#stack.up(this.#before);
    if (flow === "destroy of what is not empty") await this.life.filled?.fill(this.#others);
    const old = this.#stack.kept;
    const first = this.life.live(emulator, this.life.program);
    emulator.clearRequests();
    const action = actionOf(this.fault, { elsewhere: this.elsewhere, secret: this.#secret });
    emulator.fault({ match: { operation }, nth, times, action });
    this.#stack.environment = this.#impatient;
    const thrown = await this.#flow().then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok((emulator.faults()[0]?.applied ?? 0) > 0, "the fault was never met");
    assert.ok(emulator.requests().length <= 40, `${String(emulator.requests().length)} requests`);
    assert.deepEqual(leaks([this.#secret], emulator.requests(), thrown, this.#stack.kept), []);
    if (thrown === undefined) this.#isDone();
    else this.#isTrue(thrown, old);
    emulator.clearFaults();
    this.#stack.environment = {};
    await this.#converges(first?.id);
  }

  async #flow(): Promise<unknown> {
    if (this.#isDestroy) return this.#stack.destroy();
    return this.call.flow === "refresh" ? this.#stack.refresh() : this.#stack.up(this.#program);
  }

  #isDone(): void {
    const live = this.life.live(this.emulator, this.#program);
    assert.equal(live === undefined, this.#isDestroy);
    assert.equal(this.#stack.kept === undefined, this.#isDestroy);
    if (live !== undefined) assertDeclared(live, this.#program);
  }

  /** Checks a failed run: the error names the resource, and the state still has, or has by now, what is at the API. */
  #isTrue(thrown: unknown, old: Deployment["kept"]): void {
    const { message } = thrown as Error;
    assert.match(message, new RegExp(`^${subjectOf(this.life)}[:/ ]`));
    assert.match(message, /[.]$/);
    const live = this.life.live(this.emulator, this.life.program);
    if (this.call.flow !== "create") assert.equal(this.#stack.kept?.id, old?.id, "it was forgotten");
    else if (live !== undefined) assert.equal(this.#stack.kept?.id, idOf(this.life), "made, and not kept");
  }

  /** Checks that the next run ends as declared, with the same object, and that the one after it has nothing to do. */
  async #converges(first: string | undefined): Promise<void> {
    const { life, emulator } = this;
    const made = life.live(emulator, life.program)?.id;
    if (this.#isDestroy) {
      await this.#stack.destroy();
      assert.equal(life.live(emulator, life.program), undefined);
      return;
    }
    await this.#stack.up(this.#program);
    this.#isDone();
    const now = life.live(emulator, life.program)?.id;
    const isMadeAnew = this.call.edit?.writes.includes(operationsOf(life).create) === true;
    if (!isMadeAnew) assert.equal(now, first ?? made ?? now, "a second object was made");
    assert.equal((await this.#stack.preview(this.#program)).step, "same");
  }
}
