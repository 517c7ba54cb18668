import assert from "node:assert/strict";
import { Semaphore } from "async-mutex";
import { startEmulator, type Emulator, type FaultAction } from "../../sandbox/emulator";
import type { State } from "../../provider/resources/repositoryAccess";
import { declaredBy, leaks, violations } from "../support/invariants";
import { environmentOf, granted, ID, type Listed, ORGANIZATION, REPOSITORY, Stack } from "../support/stack";
import { type Elsewhere, startElsewhere } from "../support/elsewhere";
import {
  actionOf,
  CALLS,
  FAULTS,
  isOfOrganization,
  type MatrixCall,
  type MatrixFault,
  MAX_RETRIES,
  rowOf,
} from "./faults";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const CAROL = { userId: ID.carol, userName: "carol", permission: "Read" } as const;
const DAVE = { userId: ID.dave, userName: "dave", permission: "Write" } as const;
const BEFORE = { users: [ALICE, BOB, CAROL] };
/** The program of an update: one user stays, one is changed, one leaves, one is new. Somebody undeclared has access too. */
const AFTER = { users: [ALICE, { ...BOB, permission: "Write" as const }, DAVE] };

const COUNTS = [
  ["once", 1],
  ["three times", 3],
  ["for ever", "forever"],
] as const;

/** Timeout of a request: long enough on a slow machine, but short, since slow faults last until then. */
const TIMEOUT_SECONDS = "1";
/** How many cells run at once. Slow ones wait more than they work. */
const AT_ONCE = 36;

/** All cells: every fault at every call for a repository's list, and those that may differ for an organization's. */
const cells = (): (readonly [Listed, MatrixFault, MatrixCall])[] =>
  FAULTS.flatMap((fault) =>
    CALLS.flatMap((call) => [
      [REPOSITORY, fault, call] as const,
      ...(isOfOrganization(fault, call) ? [[ORGANIZATION, fault, call] as const] : []),
    ]),
  );

describe("fault matrix", () => {
  let elsewhere: Elsewhere;
  const idle: Emulator[] = [];
  const started: Emulator[] = [];
  const places = new Semaphore(AT_ONCE);

  before(async () => {
    elsewhere = await startElsewhere();
    startSlow();
  });
  after(async () => {
    await Promise.all(started.map((emulator) => emulator.stop()));
    elsewhere.stop();
  });

  /** Runs a cell on an emulator that no other cell uses at the same time. */
  async function withEmulator<T>(run: (emulator: Emulator) => Promise<T>): Promise<T> {
    const emulator = idle.pop() ?? (await startEmulator());
    if (!started.includes(emulator)) started.push(emulator);
    emulator.reset();
    try {
      return await run(emulator);
    } finally {
      idle.push(emulator);
    }
  }

  async function cell(
    list: Listed,
    fault: MatrixFault,
    call: MatrixCall,
    [count, times]: (typeof COUNTS)[number],
  ): Promise<void> {
    const row = rowOf(fault, call);
    await withEmulator(async (emulator) => {
      const it0 = new Cell(emulator, list, fault, call);
      try {
        await it0.prepare();
        const { secret } = it0;
        const thrown = await it0.runWith({
          times,
          action: actionOf(fault, { elsewhere: elsewhere.url, secret }),
        });
        assert.equal(endingOf(thrown), row.endings[times === 1 ? 0 : times === 3 ? 1 : 2], String(thrown));
        it0.checkAfter(thrown, call.isReadBack === true ? 2 * row.attempts : row.attempts);
        assert.deepEqual(leaks([secret], emulator.requests(), thrown, it0.stack.lines, it0.stack.state), []);
        assert.deepEqual(elsewhere.requests, []);
        await it0.converge();
      } catch (cause) {
        throw new Error(`${list.resource}: ${fault.name} at ${call.name}, ${count}: ${String(cause)}`, {
          cause,
        });
      }
    });
  }

  // Slow cells begin together, since they mostly wait. Each test awaits its own cell.
  const slow = new Map<string, Promise<unknown>>();
  const runAll = (list: Listed, fault: MatrixFault, call: MatrixCall): Promise<unknown> =>
    Promise.all(COUNTS.map((count) => places.runExclusive(() => cell(list, fault, call, count))));
  const keyOf = ({ resource }: Listed, fault: MatrixFault, call: MatrixCall): string =>
    `${resource}: ${fault.name} at ${call.name}`;
  function startSlow(): void {
    for (const [list, fault, call] of cells().filter(([, { slow: isSlow }]) => isSlow === true)) {
      const run = runAll(list, fault, call);
      run.catch(() => undefined);
      slow.set(keyOf(list, fault, call), run);
    }
  }

  const isLast = (fault: MatrixFault): number => Number(fault.slow ?? false);
  for (const [list, fault, call] of cells().sort(([, a], [, b]) => isLast(a) - isLast(b)))
    it(keyOf(list, fault, call), async () => {
      await (slow.get(keyOf(list, fault, call)) ?? runAll(list, fault, call));
    });
});

/** Whether a fault quotes the secret. Only such cells use a key; the others use a token, which takes less time. */
const quotesSecret = ({ action }: MatrixFault): boolean => JSON.stringify(action).includes("$SECRET");

/** A stack with one run that meets a fault, and the checks after it. */
class Cell {
  readonly stack: Stack;
  /** The secret key or token of the provider. */
  readonly secret: string;
  #live: string[] = [];
  #state: State | undefined;
  #from = 0;

  constructor(
    private readonly emulator: Emulator,
    private readonly list: Listed,
    fault: MatrixFault,
    private readonly call: MatrixCall,
  ) {
    const token = emulator.issueToken({ user: "ci" });
    const signs = quotesSecret(fault);
    this.secret = signs ? (environmentOf(emulator)["SWR_SECRET_KEY"] ?? "") : token;
    const environment = {
      ...(signs ? {} : { SWR_TOKEN: token, SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "" }),
      SWR_MAX_RETRIES: String(MAX_RETRIES),
      SWR_RETRY_BUDGET: "60",
      ...(fault.slow === true ? { SWR_REQUEST_TIMEOUT: TIMEOUT_SECONDS } : {}),
    };
    this.stack = new Stack(emulator, {
      timeScale: 0.001,
      environment,
      signs: true,
      list,
      // Longer than any write goes by a read of the plan: create and update then read by themselves, so that the faults of that
      // read are tested, too.
      pause: 601_000,
    });
  }

  get #program(): typeof AFTER | typeof BEFORE {
    return this.call.flow === "update" ? AFTER : BEFORE;
  }

  /** Who is on the list at the API. */
  #granted(): string[] {
    return granted(this.emulator, this.list.place);
  }

  async prepare(): Promise<void> {
    const { flow } = this.call;
    if (flow === "create") this.emulator.grant({ ...this.list.place, user: "alice", auth: 7 });
    else await this.stack.up(BEFORE);
    if (flow !== "create") this.emulator.grant({ ...this.list.place, user: "mallory", auth: 7 });
    this.#live = this.#granted();
    this.#state = this.stack.state;
    this.#from = (this.emulator.requests().at(-1)?.seq ?? 0) + 1;
  }

  /** Runs with the fault and returns what was thrown. */
  async runWith(fault: { times: number | "forever"; action: FaultAction }): Promise<unknown> {
    const { method, nth } = this.call;
    this.emulator.fault({ ...fault, match: { method, path: "/access" }, nth });
    try {
      await this.#run();
      return undefined;
    } catch (thrown) {
      return thrown;
    }
  }

  async #run(): Promise<void> {
    if (this.call.flow === "refresh") await this.stack.refreshInNewProcess();
    else if (this.call.flow === "destroy") await this.stack.destroy();
    else await this.stack.up(this.#program);
  }

  checkAfter(thrown: unknown, attempts: number): void {
    const [fault] = this.emulator.faults();
    assert.ok((fault?.applied ?? 0) > 0, "the fault was never met");
    assert.ok((fault?.applied ?? 0) <= attempts, `met ${String(fault?.applied)} times`);
    assert.deepEqual(this.#violations(), []);
    if (thrown === undefined) this.#checkDone();
    else this.#checkTruth();
  }

  #violations(): string[] {
    const isDestroy = this.call.flow === "destroy";
    return violations(this.emulator, {
      place: this.list.place,
      caller: "ci",
      from: this.#from,
      before: declaredBy(this.call.flow === "create" ? [] : BEFORE.users),
      after: declaredBy(isDestroy ? [] : this.#program.users),
      managed: this.#state?.managed ?? [],
      exclusive: !isDestroy,
      ignored: [],
    });
  }

  /** Checks that the list is as declared, and that the state says so. */
  #checkDone(): void {
    const { flow } = this.call;
    const live = this.#granted();
    const strangers = flow === "update" || flow === "create" ? [] : ["mallory=7"];
    const declared = flow === "destroy" ? [] : namesOf(this.#program.users);
    assert.deepEqual(live, [...declared, ...strangers].sort());
    assert.equal(this.stack.state === undefined, flow === "destroy");
    if (flow !== "destroy") assert.deepEqual(namesOf(this.stack.state?.users ?? []), live);
  }

  /** Checks a failed run: either nothing was written and the old state stays, or the new state tells who has access and is ours. */
  #checkTruth(): void {
    const live = this.#granted();
    const { state, id } = this.stack;
    if (this.#state !== undefined) assert.equal(id, this.list.subject, "the resource was forgotten");
    if (this.call.flow === "destroy") {
      assert.deepEqual(state, this.#state);
    } else if (state === this.#state) {
      assert.deepEqual(live, this.#live, "written, and not kept");
    } else {
      assert.deepEqual(namesOf(state?.users ?? []), live, "the state does not tell the truth");
      const ours = new Set([...(this.#state?.managed ?? []), ...this.#program.users.map((it) => it.userId)]);
      const held = this.emulator
        .access(this.list.place)
        .flatMap(({ userId }) => (ours.has(userId) ? userId : []));
      for (const userId of held) assert.ok(state?.managed.includes(userId), `${userId} is not managed`);
    }
  }

  /** Checks that the next run, without the fault, ends as declared, and that the one after it has nothing to do. */
  async converge(): Promise<void> {
    this.emulator.clearFaults();
    const { flow } = this.call;
    if (flow === "destroy") {
      await this.stack.destroy();
      assert.deepEqual(this.#granted(), ["mallory=7"], "only ours are revoked");
      return;
    }
    await this.stack.up(this.#program);
    assert.deepEqual(this.#granted(), namesOf(this.#program.users));
    assert.equal((await this.stack.preview(this.#program))?.changes, false);
    assert.deepEqual(this.#violations(), []);
  }
}

const AUTH = { Read: 1, Write: 3, Manage: 7 } as Record<string, number>;
const namesOf = (users: readonly { userName?: string; permission: string }[]): string[] =>
  users.map(({ userName = "", permission }) => `${userName}=${String(AUTH[permission])}`).sort();

/** The class of the error that was thrown. For a partial failure it is the class of its cause. */
function endingOf(thrown: unknown): string {
  if (thrown === undefined) return "succeeds";
  const error = thrown as Error;
  return error.name === "PartialFailureError" && error.cause instanceof Error ? error.cause.name : error.name;
}
