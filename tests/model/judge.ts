import assert from "node:assert/strict";
import type { Inputs, UserGrant } from "../../provider/resources/repositoryAccess";
import type { Emulator } from "../../sandbox/emulator";
import { changesBy, type Declared, declaredBy, leaks, violations } from "../support/invariants";
import { ID, PLACE, type Stack } from "../support/stack";
import type { Name } from "./steps";

/** What the stack declares, but for the place. */
export type Program = Pick<Inputs, "exclusive" | "takeOver"> & {
  readonly users: readonly UserGrant[];
  readonly ignoreUsers: readonly string[];
};

/** The user the judged stack runs as. */
export const CALLER = "ci";
export const NOBODY: Declared = new Map();

/** One command: what was so before it, and what it may have done. */
export class CommandRun {
  readonly #from: number;
  readonly #managed: readonly string[];
  readonly #id: string | undefined;
  readonly #before: ReadonlyMap<string, number>;

  constructor(
    private readonly emulator: Emulator,
    private readonly stack: Stack,
    private readonly program: Program,
    private readonly applied: Declared,
  ) {
    this.#from = (emulator.requests().at(-1)?.seq ?? 0) + 1;
    this.#managed = stack.state?.managed ?? [];
    this.#id = stack.id;
    this.#before = this.#live();
  }

  #live(): ReadonlyMap<string, number> {
    try {
      return new Map(this.emulator.access(PLACE).map(({ userId, auth }) => [userId, auth]));
    } catch {
      return new Map();
    }
  }

  get #ignored(): string[] {
    return this.program.ignoreUsers.map((name) => ID[name as Name]);
  }

  /** Rules 1, 2 and 5 for every request, and 6. */
  check(isDestroy: boolean, secrets: readonly string[], thrown: unknown): void {
    const broken = violations(this.emulator, {
      caller: CALLER,
      from: this.#from,
      before: this.applied,
      after: isDestroy ? NOBODY : declaredBy(this.program.users),
      managed: this.#managed,
      exclusive: !isDestroy && this.program.exclusive,
      ignored: isDestroy ? [] : this.#ignored,
    });
    assert.deepEqual(broken, []);
    const { state, inputs, lines } = this.stack;
    assert.deepEqual(leaks(secrets, this.emulator.requests(), state, inputs, lines, thrown), []);
  }

  /** A failure that leaves the old state has done nothing. */
  checkNothingDone(): void {
    const done = changesBy(this.emulator, { caller: CALLER, from: this.#from });
    assert.deepEqual(done, [], "written, and not kept in the state");
  }

  /** A resource whose repository was there all the time is never forgotten. */
  checkKept(): void {
    assert.ok(this.#id === undefined || this.stack.id !== undefined, "the resource is forgotten");
  }

  /** Rule 3. */
  checkLive(inheriting: ReadonlySet<string>): void {
    const declared = declaredBy(this.program.users);
    const live = this.#live();
    for (const userId of Object.values(ID)) {
      if (inheriting.has(userId)) continue;
      const isOurs = this.program.exclusive || this.#managed.includes(userId);
      const untouched = this.#before.get(userId);
      const expected = this.#ignored.includes(userId)
        ? untouched
        : (declared.get(userId) ?? (isOurs ? undefined : untouched));
      assert.equal(live.get(userId), expected, `3: ${userId} is not as declared`);
    }
  }
}
