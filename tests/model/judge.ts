import assert from "node:assert/strict";
import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { AccessEntry, Emulator } from "../../sandbox/emulator";
import { changesBy, type Declared as Users, declaredBy, violations } from "../support/invariants";
import { listAt } from "../support/emulated";
import { ID } from "../support/stack";
import { inherits } from "./above";
import type { Engine, Kept } from "./engine";
import type { Ledger } from "./ledger";
import { type Declarations, isPolicy, PLACE_NAMES, type PlaceName, placeOf, PLACES } from "./program";
import { type Policies, type Standing, standings } from "./standing";
import type { Command } from "./steps";

/** The user the judged stack runs as. */
export const CALLER = "ci";
export const NOBODY: Users = new Map();

/** What a command works on. */
export interface Stage {
  readonly emulator: Emulator;
  readonly engine: Engine;
  readonly program: Declarations;
  readonly ledger: Ledger;
  readonly policies: Policies;
}

/** What was so in one place before a command. */
interface Before {
  readonly live: readonly AccessEntry[];
  /** The number of its list; undefined: it is not there. */
  readonly number: number | undefined;
  /** What the state has there, old ones that are still to be deleted among it. */
  readonly kept: readonly Kept[];
}

export const managedBy = (kept: readonly Kept[]): string[] =>
  kept.flatMap(({ outputs }) => (outputs["managed"] ?? []) as string[]);
const ignoredBy = (kept: readonly Kept[]): string[] =>
  kept.flatMap(({ inputs }) => (inputs["ignoreUsers"] ?? []) as string[]);
const idsOf = (names: readonly string[]): string[] => names.map((name) => ID[name as keyof typeof ID]);
/** Whom the program has declared there, by its last run that did anything: of several, the most. */
function saidBy(kept: readonly Kept[]): Users {
  const all = kept.flatMap(({ said }) => [...declaredBy((said?.["users"] ?? []) as readonly UserGrant[])]);
  return new Map(all.sort(([, a], [, b]) => a - b));
}

/** One command: what was so before it, and what it may have done. */
export class CommandRun {
  readonly #from: number;
  readonly #before: ReadonlyMap<PlaceName, Before>;
  readonly #kept: readonly Kept[];
  /** What the program says of each place, as far as this command looks at the program. */
  readonly #checked: ReadonlyMap<PlaceName, Standing>;
  /** What all of the program says of each place. */
  readonly #program: ReadonlyMap<PlaceName, Standing>;
  /** How many changes there were before. */
  readonly #changes: number;

  constructor(
    private readonly stage: Stage,
    private readonly command: Command,
  ) {
    const { emulator, engine, program } = stage;
    this.#from = (emulator.requests().at(-1)?.seq ?? 0) + 1;
    this.#kept = engine.state;
    const runsProgram = ["up", "kill"].includes(command.do);
    const isChecked = (name: string): boolean =>
      runsProgram && (this.#targets === undefined || this.#targets.includes(name));
    this.#checked = standings(program, isChecked);
    this.#program = standings(program);
    this.#changes = emulator.changes().length;
    this.#before = new Map(PLACE_NAMES.map((at) => [at, this.#look(at)]));
  }

  get #targets(): readonly string[] | undefined {
    return "targets" in this.command ? this.command.targets : undefined;
  }

  #look(at: PlaceName): Before {
    const { emulator, engine, policies } = this.stage;
    const kept = policies.keptAt(engine, at);
    const found = listAt(emulator, PLACES[at]);
    return { live: found?.access ?? [], number: found?.id, kept };
  }

  #at(at: PlaceName): Before {
    return this.#before.get(at) ?? assert.fail(at);
  }

  /** Who may be revoked at a place without a word of the program: whom the stack has declared there, and still holds. */
  #ours(at: PlaceName): string[] {
    const { kept, number } = this.#at(at);
    const isHere = (it: Kept): boolean => {
      const declared = this.stage.program.get(it.name as never);
      if (it.pendingDelete || declared?.takeOver !== false) return false;
      // A policy stays the repository's, also where its rules leave it out: what it never wrote there is none of its own.
      if (isPolicy(it.name)) return PLACES[declared.at].organization === PLACES[at].organization;
      return declared.at === at && this.#checked.has(at);
    };
    // What was imported and not written since may be deleted like anything else; but to shorten its list takes over, and is to be said.
    // Of a repository that was made anew nothing is ours, but for who says that it takes over.
    const isOf = (it: Kept): boolean => it.number === number || it.said?.["takeOver"] === true;
    const held = kept.filter((it) => isOf(it) && (it.said !== undefined || !isHere(it)));
    const said = saidBy(kept.filter(isOf)).keys();
    return [...managedBy(held), ...said, ...this.stage.ledger.at(at)];
  }

  /** Whether the whole list of a place is the program's. */
  #isExclusive(at: PlaceName): boolean {
    const declared = this.#checked.get(at);
    if (declared?.exclusive !== true) return false;
    if (declared.takeOver) return true;
    const { kept, number } = this.#at(at);
    const ids = [number, this.#look(at).number];
    const isBy = (it: Kept): boolean => declared.by.includes(it.name as never);
    const isTaken = kept.some((it) => isBy(it) && it.isTaken && ids.includes(it.number as number));
    return isTaken && declared.users.length > 0;
  }

  /** No request breaks a rule, at no instant. */
  checkChanges(): void {
    const { emulator } = this.stage;
    for (const at of PLACE_NAMES) {
      const [place, from] = [PLACES[at], this.#from];
      const declared = this.#checked.get(at);
      const broken = violations(emulator, {
        place,
        caller: CALLER,
        from,
        before: saidBy(this.#at(at).kept),
        // A delete by --target cannot know a successor that is outside: the engine does not show it to the provider.
        after: declaredBy(declared?.users ?? []),
        managed: this.#ours(at),
        exclusive: this.#isExclusive(at),
        ignored: idsOf(declared?.ignoreUsers ?? []),
      });
      assert.deepEqual(broken, [], at);
      if (!["up", "kill", "destroy"].includes(this.command.do))
        assert.deepEqual(changesBy(emulator, { place, caller: CALLER, from }), [], "it only looks");
    }
  }

  /** A create or update that leaves the old state has done nothing. */
  checkFailures(): void {
    const { emulator, engine } = this.stage;
    for (const { name, kind, inputs, isKept, isAfterDelete } of engine.failures) {
      const places = isPolicy(name) ? this.#placesBy(name) : [placeOf(inputs)];
      if (kind === "delete" || isKept || isAfterDelete) continue;
      for (const at of places) {
        // What a policy has there may go in the same run, ahead of it.
        const isShared = this.#before
          .get(at ?? "app")
          ?.kept.some((it) => isPolicy(it.name) && it.name !== name);
        if (at === undefined || isShared === true) continue;
        const done = changesBy(emulator, { place: PLACES[at], caller: CALLER, from: this.#from });
        assert.deepEqual(done, [], `written by ${name}, and not kept in the state`);
      }
    }
  }

  /** Places of which one resource of the program alone says something. */
  #placesBy(name: string): PlaceName[] {
    return PLACE_NAMES.filter((at) => this.#program.get(at)?.by.join() === name);
  }

  /** What a policy says that it has made as declared, was so at some time of this command. */
  checkTaken(): void {
    const { engine, policies } = this.stage;
    const wrong = policies.update(engine, (at, kept) => this.#wasAsDeclared(at, kept));
    assert.deepEqual(wrong, [], "the state calls taken what never was as declared");
  }

  #wasAsDeclared(at: PlaceName, { said }: Kept): boolean {
    const { emulator } = this.stage;
    const before = this.#at(at);
    if (this.#look(at).number !== before.number) return true;
    const { organization, repository } = PLACES[at];
    const users = declaredBy((said?.["users"] ?? []) as readonly UserGrant[]);
    const alone = idsOf((said?.["ignoreUsers"] ?? []) as readonly string[]);
    const isOthers = inherits(emulator, at);
    const live = new Map(before.live.map(({ userId, auth }) => [userId, auth]));
    const isSo = (): boolean =>
      Object.values(ID).every((id) => alone.includes(id) || isOthers(id) || live.get(id) === users.get(id));
    const changes = emulator.changes().slice(this.#changes);
    const moments = changes.filter((it) => it.organization === organization && it.repository === repository);
    return (
      isSo() ||
      moments.some(({ userId, after }) => {
        if (after === null) live.delete(userId);
        else live.set(userId, after);
        return isSo();
      })
    );
  }

  /** What the stack has is never forgotten, unless it was deleted, or its repository was gone. */
  checkKept(wasMissing: ReadonlySet<PlaceName>): void {
    const { engine, program } = this.stage;
    if (this.command.do === "destroy") return;
    const isUp = ["up", "kill"].includes(this.command.do);
    const mayGo = ({ name, inputs, pendingDelete }: Kept): boolean =>
      (isUp && (pendingDelete || !program.has(name as never))) ||
      (!isPolicy(name) && wasMissing.has(placeOf(inputs) ?? assert.fail()));
    const forgotten = this.#kept.filter(
      (it) =>
        !mayGo(it) &&
        !engine.state.some((now) => now.name === it.name && (now.pendingDelete || !it.pendingDelete)),
    );
    assert.deepEqual(forgotten, [], "forgotten");
  }

  /** A delete believes an answer of success, which a service that drops writes gives, too. */
  #isBelievable(): boolean {
    return this.stage.emulator.dialect()["write-effect"] === "always";
  }

  /** After a calm run without targets: every repository is as declared, and nobody is left of what is gone. */
  checkLive(isLeft: (at: PlaceName) => boolean = () => false): void {
    for (const at of PLACE_NAMES) {
      const declared = this.#checked.get(at);
      if (isLeft(at)) continue;
      if (declared === undefined && !this.#isBelievable()) continue;
      const { kept, live, number } = this.#at(at);
      const now = this.#look(at);
      if (now.number !== number || number === undefined) continue;
      const users = declaredBy(declared?.users ?? []);
      const isInheriting = inherits(this.stage.emulator, at);
      const alone = idsOf([
        ...(declared?.ignoreUsers ?? []),
        ...(declared === undefined ? ignoredBy(kept) : []),
      ]);
      // Of what a policy has imported, and not written, only its end takes anything.
      const isWritten = (it: Kept): boolean =>
        !isPolicy(it.name) || it.said !== undefined || !this.stage.program.has(it.name as never);
      const held = kept.filter((it) => it.number === number && isWritten(it));
      const ours = [...managedBy(held), ...this.stage.ledger.at(at)];
      // Of a repository that was made anew nobody has to go, and who says that it takes over may still revoke them.
      const open = managedBy(kept).filter((id) => !ours.includes(id) && declared?.exclusive !== true);
      for (const userId of Object.values(ID)) {
        if (isInheriting(userId) || (open.includes(userId) && !users.has(userId))) continue;
        const untouched = authOf(live, userId);
        const isOurs = declared?.exclusive === true || ours.includes(userId);
        const expected = alone.includes(userId)
          ? untouched
          : (users.get(userId) ?? (isOurs ? undefined : untouched));
        assert.equal(authOf(now.live, userId), expected, `${at}: ${userId} is not as declared`);
      }
    }
  }

  /** A policy that fails for repositories with strangers has made all its other ones as declared. */
  checkOthers(): void {
    const [failure, ...more] = this.stage.engine.failures;
    if (failure === undefined || more.length > 0 || !failure.isKept || !isPolicy(failure.name)) return;
    const own = this.#placesBy(failure.name);
    const isLeft = (at: PlaceName): boolean =>
      !own.includes(at) ||
      this.#at(at).kept.some(({ name }) => name !== failure.name) ||
      (this.mayRefuseAt(at) && !this.#isExclusive(at));
    this.checkLive(isLeft);
  }

  /** After a calm destroy nobody has access any more whom only the destroyed resources declared. */
  checkDestroyed(): void {
    const { emulator, engine, ledger } = this.stage;
    const targets = this.#targets;
    for (const at of PLACE_NAMES) {
      const { kept, number } = this.#at(at);
      const gone = kept.filter((it) => targets?.includes(it.name) !== false && it.number === number);
      const staying = managedBy(kept.filter((it) => targets?.includes(it.name) === false));
      const known = targets === undefined ? ledger.at(at) : [];
      const alone = idsOf(ignoredBy(kept));
      const left = this.#look(at).live.map(({ userId }) => userId);
      const isInheriting = inherits(emulator, at);
      const isGone = (id: string): boolean => ![...staying, ...alone].includes(id) && !isInheriting(id);
      const locked = [...managedBy(gone), ...known].filter((id) => isGone(id) && left.includes(id));
      if (this.#isBelievable()) assert.deepEqual(locked, [], `${at}: they have access after the destroy`);
    }
    assert.deepEqual(
      engine.state.filter(({ name }) => targets?.includes(name) !== false),
      [],
    );
  }

  /** Whether somebody has access to a place of the program whom it does not declare, and does not want to take over. */
  mayRefuse(): boolean {
    return PLACE_NAMES.some((at) => this.mayRefuseAt(at));
  }

  mayRefuseAt(at: PlaceName): boolean {
    const { exclusive, takeOver, users, ignoreUsers } = this.#program.get(at) ?? NOTHING;
    if (!exclusive || takeOver) return false;
    const known = [...declaredBy(users).keys(), ...idsOf(ignoreUsers), ID[CALLER]];
    return [...this.#at(at).live, ...this.#throughOrganization(at)].some(
      ({ userId }) => !known.includes(userId),
    );
  }

  /** Who is shown on a repository's list because of the organization: some servers do. */
  #throughOrganization(at: PlaceName): readonly AccessEntry[] {
    const { emulator } = this.stage;
    const isListed = emulator.dialect()["organization-users"] === "listed";
    const above = placeOf({ organization: PLACES[at].organization });
    if (!isListed || above === undefined || above === at) return [];
    return [...this.#at(above).live, ...this.#look(above).live];
  }

  /** Whether a place of the program, or of the state, is not there. */
  isMissing(): boolean {
    const lists = [...this.stage.program].filter(([name]) => !isPolicy(name));
    const places = lists.map(([, { at }]) => at);
    const command = this.command;
    const all = command.do === "import" ? [...places, command.at] : places;
    return all.some((at) => this.#at(at).number === undefined);
  }
}

const NOTHING = { exclusive: false, takeOver: false, users: [], ignoreUsers: [] };
const authOf = (live: readonly AccessEntry[], userId: string): number | undefined =>
  live.find((entry) => entry.userId === userId)?.auth;
