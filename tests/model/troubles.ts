import assert from "node:assert/strict";
import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { Emulator } from "../../sandbox/emulator";
import { actionOf, FAULTS } from "../faults/faults";
import type { Elsewhere } from "../support/elsewhere";
import { type Declared, declaredBy, violations } from "../support/invariants";
import { Stack } from "../support/stack";
import { CALLER, grantOf, OTHER, type PlaceName, PLACES } from "./declared";
import type { Writing } from "./state";
import type { Edit, Trouble } from "./steps";

/** The counts that a soak prints. */
export const counts = {
  sequences: 0,
  commands: 0,
  /** Commands whose program declares an organization's list; `shifts`: those after which repositories had to be read again. */
  organizations: 0,
  shifts: 0,
  replacements: 0,
  pendingDeletes: 0,
  pendingReplacements: 0,
  faults: 0,
  races: 0,
  kills: 0,
  writers: 0,
};

/** The calls on the list of a place. */
function pathAt(at: PlaceName): string {
  const { organization, repository } = PLACES[at];
  const owner = `namespaces/${organization}`;
  return repository === undefined
    ? `${owner}/access$`
    : `${owner}/repos/${repository.replace("/", ".")}/access$`;
}

type Fault = Extract<Trouble, { do: "fault" }>;

/** The troubles of the next command: faults, changes by others at a request, and a second stack. */
export class Troubles {
  #troubles: Trouble[] = [];
  /** Faults that have not begun yet. */
  #waiting: readonly Fault[] = [];
  readonly #other: Stack;
  #otherApplied: Declared = new Map();

  constructor(
    private readonly emulator: Emulator,
    private readonly elsewhere: Elsewhere,
    /** The secret that a hostile answer quotes. */
    private readonly secret: string,
    private readonly edit: (edit: Edit) => void,
  ) {
    this.#other = new Stack(emulator, { timeScale: 0.01, user: OTHER });
  }

  add(trouble: Trouble): void {
    this.#troubles.push(trouble);
  }

  clear(): void {
    this.#troubles = [];
  }

  /** The setting for the timeout of requests, in seconds. It is short where a fault leaves a request without an answer. */
  get timeout(): string {
    const isSlow = this.#troubles.some(
      (it) => it.do === "fault" && FAULTS.some(({ name, slow }) => name === it.fault && slow === true),
    );
    return isSlow ? "1" : "15";
  }

  /** Begins the troubles. The returned function ends them, and says whether none of them happened. */
  arm(): () => Promise<boolean> {
    const troubles = this.#troubles;
    this.#troubles = [];
    const races = troubles.flatMap((it) => (it.do === "race" ? it : []));
    const writers = troubles.flatMap((it) => (it.do === "writer" ? it : []));
    this.#waiting = troubles.flatMap((it) => (it.do === "fault" ? it : []));
    this.during(undefined);
    let [seen, raced] = [0, 0];
    const quiet = this.emulator.onRequest(({ user, path }) => {
      if (user !== CALLER || !path.endsWith("/access")) return;
      seen += 1;
      for (const race of races)
        if (race.nth === seen) {
          raced += 1;
          this.edit(race.edit);
        }
    });
    const others = this.#startWriters(writers.map(({ user, permission }) => grantOf(user, permission)));
    return async () => {
      quiet();
      const applied = this.emulator.faults().reduce((sum, it) => sum + it.applied, 0);
      this.emulator.clearFaults();
      this.#waiting = [];
      await others;
      counts.faults += applied;
      counts.races += raced;
      counts.writers += writers.length > 0 ? 1 : 0;
      return applied + raced + writers.length === 0;
    };
  }

  /** Called when the engine begins a write of this kind: begins the faults that wait for it. */
  during(kind: Writing | undefined): void {
    const isDue = (fault: Fault): boolean => fault.during === kind;
    for (const fault of this.#waiting.filter(isDue)) this.#setFault(fault);
    this.#waiting = this.#waiting.filter((fault) => !isDue(fault));
  }

  #setFault({ fault: name, method, nth, times, at }: Fault): void {
    const fault = FAULTS.find((it) => it.name === name);
    assert.ok(fault);
    const action = actionOf(fault, { elsewhere: this.elsewhere.url, secret: this.secret });
    const path = at === undefined ? undefined : pathAt(at);
    const match = {
      user: CALLER,
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { pathPattern: path }),
    };
    this.emulator.fault({ match, nth, times, action });
  }

  /** Runs another stack at the same time. What it does is judged by the same rules. */
  async #startWriters(writers: readonly UserGrant[]): Promise<void> {
    if (writers.length === 0) return;
    const users = [...new Map(writers.map((it) => [it.userId, it])).values()];
    const bounds = {
      caller: OTHER,
      from: (this.emulator.requests().at(-1)?.seq ?? 0) + 1,
      before: this.#otherApplied,
      after: declaredBy(users),
      managed: this.#other.state?.managed ?? [],
      exclusive: false,
      ignored: [],
    };
    const isDone = await this.#other.up({ users, exclusive: false }).then(
      () => true,
      (thrown: unknown) => thrown instanceof Error && "properties" in thrown,
    );
    if (isDone) this.#otherApplied = bounds.after;
    assert.deepEqual(violations(this.emulator, bounds), []);
  }
}
