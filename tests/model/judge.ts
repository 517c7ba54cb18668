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

/** The emulator, engine, program and ledger of the stack that is judged. */
export interface Stage {
  readonly emulator: Emulator;
  readonly engine: Engine;
  readonly program: Declarations;
  readonly ledger: Ledger;
  readonly policies: Policies;
}

/** A place as it was before a command. */
interface Before {
  readonly live: readonly AccessEntry[];
  /** The number of its list; undefined if the place did not exist. */
  readonly number: number | undefined;
  /** The state's resources on it, with old ones that are still to be deleted. */
  readonly kept: readonly Kept[];
}

export const managedBy = (kept: readonly Kept[]): string[] =>
  kept.flatMap(({ outputs }) => (outputs["managed"] ?? []) as string[]);
const ignoredBy = (kept: readonly Kept[]): string[] =>
  kept.flatMap(({ inputs }) => (inputs["ignoreUsers"] ?? []) as string[]);
const idsOf = (names: readonly string[]): string[] => names.map((name) => ID[name as keyof typeof ID]);
/** Users that resources declared at their last write. A user in several gets the highest permission. */
function saidBy(kept: readonly Kept[]): Users {
  const all = kept.flatMap(({ said }) => [...declaredBy((said?.["users"] ?? []) as readonly UserGrant[])]);
  return new Map(all.sort(([, a], [, b]) => a - b));
}

/** Judges one command: it keeps how all was before it, and checks afterwards what the command has done. */
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

  /** Ids of the stack's own users at a place. The command may revoke them even without `takeOver`. */
  #ours(at: PlaceName): string[] {
    const { kept, number } = this.#at(at);
    const isHere = (it: Kept): boolean => {
      const declared = this.stage.program.get(it.name as never);
      if (it.pendingDelete || declared?.takeOver !== false) return false;
      // A policy stays the repository's, also where its rules leave it out: what it never wrote there is none of its own.
      if (isPolicy(it.name)) return PLACES[declared.at].organization === PLACES[at].organization;
      return declared.at === at && this.#checked.has(at);
    };
    // The users of an imported resource may be revoked by a delete. To revoke some of them by a shorter list takes `takeOver`.
    // On a repository that was deleted and made anew the stack has no users of its own, unless `takeOver` is set.
    const isOf = (it: Kept): boolean => it.number === number || it.said?.["takeOver"] === true;
    const held = kept.filter((it) => isOf(it) && (it.said !== undefined || !isHere(it)));
    const said = saidBy(kept.filter(isOf)).keys();
    return [...managedBy(held), ...said, ...this.stage.ledger.at(at), ...this.#takenOver(at)];
  }

  /** Ids of the users whom an import of a resource has found at a place, if the resource has written nothing there since. */
  #foundBy(name: string, at: PlaceName): string[] {
    const { engine, policies } = this.stage;
    const kept = [...this.#at(at).kept, ...policies.keptAt({ state: engine.imports }, at)];
    return managedBy(kept.filter((it) => it.name === name && !it.pendingDelete && it.said === undefined));
  }

  /** Ids of the users whom an import has found at a place, and whom its program with `takeOver` may leave out. */
  #takenOver(at: PlaceName): string[] {
    const { program } = this.stage;
    const by = this.#checked.get(at)?.by ?? [];
    return by.flatMap((name) => (program.get(name)?.takeOver === true ? this.#foundBy(name, at) : []));
  }

  /** Whether the command may revoke anybody at a place whom the program does not declare. */
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

  /** Checks that no request of the command broke a rule. */
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
        // With --target the provider is never shown resources that are no target. So a delete cannot spare the users of such a one.
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

  /** Checks that a create or update that failed without a new state has written nothing. */
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

  /** Whether the server's success can be believed. A delete does not read back, so it does not notice writes without effect. */
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
      const ours = [...managedBy(held), ...this.stage.ledger.at(at), ...this.#takenOver(at)];
      // On a repository that was made anew, users of the old one may stay or (with `takeOver`) be revoked. Both are right.
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

  /** Whether a refusal has its reason: a resource without `takeOver` would revoke somebody whom it does not declare. */
  mayRefuse(): boolean {
    return PLACE_NAMES.some((at) => this.mayRefuseAt(at));
  }

  mayRefuseAt(at: PlaceName): boolean {
    const { program } = this.stage;
    const live = [...this.#at(at).live, ...this.#throughOrganization(at)].map(({ userId }) => userId);
    return [...program.keys()].some((name) => {
      const said = standings(program, (it) => it === name).get(at);
      if (said === undefined || said.takeOver) return false;
      const found = this.#foundBy(name, at);
      // Who is on an exclusive list would go, and on another list whom only an import has found.
      const leaving = said.exclusive ? live : live.filter((id) => found.includes(id));
      const known = [...declaredBy(said.users).keys(), ...idsOf(said.ignoreUsers), ID[CALLER]];
      return leaving.some((id) => !known.includes(id));
    });
  }

  /** Users of the organization, whom some dialects show in a repository's list. */
  #throughOrganization(at: PlaceName): readonly AccessEntry[] {
    const { emulator } = this.stage;
    const isListed = emulator.dialect()["organization-users"] === "listed";
    const above = placeOf({ organization: PLACES[at].organization });
    if (!isListed || above === undefined || above === at) return [];
    return [...this.#at(above).live, ...this.#look(above).live];
  }

  /** Whether a place of the program, or of an import, did not exist before the command. */
  isMissing(): boolean {
    const lists = [...this.stage.program].filter(([name]) => !isPolicy(name));
    const places = lists.map(([, { at }]) => at);
    const command = this.command;
    const all = command.do === "import" ? [...places, command.at] : places;
    return all.some((at) => this.#at(at).number === undefined);
  }
}

const authOf = (live: readonly AccessEntry[], userId: string): number | undefined =>
  live.find((entry) => entry.userId === userId)?.auth;
