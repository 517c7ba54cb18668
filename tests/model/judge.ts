import assert from "node:assert/strict";
import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { AccessEntry } from "../../sandbox/emulator";
import { changesBy, declaredBy, violations } from "../support/invariants";
import { ID } from "../support/stack";
import { inherits } from "./above";
import { CALLER, idOf, isPolicy, PLACE_NAMES, type PlaceName, placeOf, PLACES } from "./declared";
import { idsOf, managedBy, saidBy, Snapshot, type Stage } from "./snapshot";
import { standings } from "./standing";
import type { Kept } from "./state";
import type { Command } from "./steps";

const ignoredBy = (kept: readonly Kept[]): string[] =>
  kept.flatMap(({ inputs }) => (inputs["ignoreUsers"] ?? []) as string[]);
const authOf = (live: readonly AccessEntry[], userId: string): number | undefined =>
  live.find((entry) => entry.userId === userId)?.auth;

/** Judges one command: keeps the state of everything before the command, and checks afterwards what the command has done. */
export class CommandRun {
  readonly #from: number;
  readonly #before: Snapshot;
  /** How many changes there were before. */
  readonly #changes: number;

  constructor(
    private readonly stage: Stage,
    private readonly command: Command,
  ) {
    const { emulator } = stage;
    this.#from = (emulator.requests().at(-1)?.seq ?? 0) + 1;
    this.#changes = emulator.changes().length;
    this.#before = new Snapshot(stage, command);
  }

  /** Checks that no request of the command broke a rule. */
  checkChanges(): void {
    const { emulator } = this.stage;
    for (const at of PLACE_NAMES) {
      const [place, from] = [PLACES[at], this.#from];
      const declared = this.#before.checked.get(at);
      const broken = violations(emulator, {
        place,
        caller: CALLER,
        from,
        before: saidBy(this.#before.at(at).kept),
        // With --target an engine does not check the other resources, so a delete cannot spare users whom only those declare.
        after: declaredBy(declared?.users ?? []),
        managed: this.#before.ours(at),
        exclusive: this.#before.isExclusive(at),
        ignored: idsOf(declared?.ignoreUsers ?? []),
      });
      assert.deepEqual(broken, [], at);
      if (!["up", "kill", "destroy"].includes(this.command.do))
        assert.deepEqual(
          changesBy(emulator, { place, caller: CALLER, from }),
          [],
          "a command that only reads has changed access",
        );
    }
  }

  /** Checks that a create or update that failed without a new state has written nothing. */
  checkFailures(): void {
    const { emulator, engine } = this.stage;
    for (const { name, kind, inputs, isKept, isAfterDelete } of engine.failures) {
      const places = isPolicy(name) ? this.#placesBy(name) : [placeOf(inputs)];
      if (kind === "delete" || isKept || isAfterDelete) continue;
      for (const at of places) {
        // A policy may give up this repository in the same run before the write fails, so its changes are not this resource's.
        const { kept } = this.#before.at(at ?? "app");
        const isShared = kept.some((it) => isPolicy(it.name) && it.name !== name);
        if (at === undefined || isShared) continue;
        const done = changesBy(emulator, { place: PLACES[at], caller: CALLER, from: this.#from });
        assert.deepEqual(done, [], `written by ${name}, and not kept in the state`);
      }
    }
  }

  /** The places that only this resource of the program declares. */
  #placesBy(name: string): PlaceName[] {
    const said = standings(this.stage.program);
    return PLACE_NAMES.filter((at) => said.get(at)?.by.join() === name);
  }

  /** Checks each list of which a policy's state says that it was made as declared: it was so at some time during this command. */
  checkTaken(): void {
    const { engine, policies } = this.stage;
    const wrong = policies.update(engine, (at, kept) => this.#wasAsDeclared(at, kept));
    assert.deepEqual(
      wrong,
      [],
      "the state says of these lists that they were made as declared, and they never were",
    );
  }

  #wasAsDeclared(at: PlaceName, { said }: Kept): boolean {
    const { emulator } = this.stage;
    const before = this.#before.at(at);
    if (this.#before.now(at).number !== before.number) return true;
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

  /**
   * What the stack has is never forgotten, unless it was deleted, or its repository was gone. Of a policy this holds for each
   * repository: it may forget one that its rules do not match any more.
   */
  checkKept(wasMissing: ReadonlySet<PlaceName>): void {
    const { engine, program, policies } = this.stage;
    if (this.command.do === "destroy") return;
    const isUp = ["up", "kill"].includes(this.command.do);
    const mayGo = ({ name, inputs, pendingDelete }: Kept): boolean =>
      (isUp && (pendingDelete || !program.has(name as never))) ||
      (!isPolicy(name) && wasMissing.has(placeOf(inputs) ?? assert.fail()));
    const missingIn = (state: readonly Kept[], before: readonly Kept[]): Kept[] => {
      const isStill = (it: Kept): boolean =>
        state.some((now) => now.name === it.name && (now.pendingDelete || !it.pendingDelete));
      return before.filter((it) => !mayGo(it) && !isStill(it));
    };
    assert.deepEqual(missingIn(engine.state, this.#before.kept), [], "forgotten");
    for (const at of PLACE_NAMES.filter((it) => !wasMissing.has(it))) {
      const by: readonly string[] = this.#before.checked.get(at)?.by ?? [];
      const isCovered = ({ name }: Kept): boolean => isPolicy(name) && (!isUp || by.includes(name));
      const before = this.#before.at(at).kept.filter(isCovered);
      assert.deepEqual(missingIn(policies.keptAt(engine, at), before), [], `forgotten at ${at}`);
    }
  }

  /** Whether the server's success can be believed. A delete does not read back, so it does not notice writes without effect. */
  #isBelievable(): boolean {
    return this.stage.emulator.dialect()["write-effect"] === "always";
  }

  /** Checks after a run without trouble and targets: every list is as declared, and no user of a removed resource has access. */
  checkLive(isLeft: (at: PlaceName) => boolean = () => false): void {
    for (const at of PLACE_NAMES) {
      const declared = this.#before.checked.get(at);
      if (isLeft(at) || (declared === undefined && !this.#isBelievable())) continue;
      const { kept, live, number } = this.#before.at(at);
      const now = this.#before.now(at);
      if (now.number !== number || number === undefined) continue;
      const users = declaredBy(declared?.users ?? []);
      const isInheriting = inherits(this.stage.emulator, at);
      const alone = idsOf([
        ...(declared?.ignoreUsers ?? []),
        ...(declared === undefined ? ignoredBy(kept) : []),
      ]);
      // On a repository that was made anew, users of the old one may stay or (with `takeOver`) be revoked. Both are right.
      const [held, older] = [true, false].map((isOf) => kept.filter((it) => (it.number === number) === isOf));
      const written = (held ?? []).filter(({ said }) => said !== undefined);
      const ours = [...managedBy(written), ...this.stage.ledger.at(at), ...this.#before.imported(at)];
      const open = declared?.exclusive === true ? [] : managedBy(older ?? []);
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
    if (failure === undefined || more.length > 0 || !isPolicy(failure.name)) return;
    const own = this.#placesBy(failure.name);
    const isRefused = (at: PlaceName): boolean =>
      this.#before.refusable(at).length > 0 && !this.#before.isExclusive(at);
    const isLeft = (at: PlaceName): boolean =>
      !own.includes(at) ||
      this.#before.at(at).kept.some(({ name }) => name !== failure.name) ||
      isRefused(at);
    this.checkLive(isLeft);
  }

  /** Checks after a destroy without trouble: users whom only the destroyed resources declared have no access any more. */
  checkDestroyed(): void {
    const { emulator, engine, ledger } = this.stage;
    const { targets } = this.#before;
    for (const at of PLACE_NAMES) {
      const { kept, number } = this.#before.at(at);
      const gone = kept.filter((it) => targets?.includes(it.name) !== false && it.number === number);
      const staying = managedBy(kept.filter((it) => targets?.includes(it.name) === false));
      const known = targets === undefined ? ledger.at(at) : [];
      const alone = idsOf(ignoredBy(kept));
      const left = this.#before.now(at).live.map(({ userId }) => userId);
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

  /** Whether a refusal names only users whom a resource without `takeOver` would revoke, at the right place. */
  isRefusedRightly(text: string): boolean {
    return this.#isRefusedFor(text, (at) => this.#before.refusable(at));
  }

  /**
   * Whether a refusal is right, and names only users whom the stack itself has granted. The provider knows them only from the state
   * of the resource that did, and an engine shows it this state before it checks the new one only in some runs.
   */
  isRefusedForOwn(text: string): boolean {
    return this.isRefusedRightly(text) && this.#isRefusedFor(text, (at) => this.#before.granted(at));
  }

  /** Whether a text is a refusal of take-overs that names only these users of each place. */
  #isRefusedFor(text: string, usersAt: (at: PlaceName) => readonly string[]): boolean {
    const refusals = [
      ...text.matchAll(/(\S+) grants access to users who are not declared: (.*?)\. Declare/g),
    ];
    const isRight = ([, subject, users = ""]: RegExpMatchArray): boolean => {
      const at = PLACE_NAMES.find((it) => idOf(it) === subject);
      const allowed = at === undefined ? [] : usersAt(at);
      const ids = idsOf(users.split(", ").map((user) => user.replace(/ \(.*/, "")));
      return ids.every((id) => allowed.includes(id));
    };
    return refusals.length > 0 && refusals.every(isRight);
  }

  /** Whether a place of the program, or of an import, did not exist before the command. */
  isMissing(): boolean {
    const lists = [...this.stage.program].filter(([name]) => !isPolicy(name));
    const places = lists.map(([, { at }]) => at);
    const command = this.command;
    const all = command.do === "import" ? [...places, command.at] : places;
    return all.some((at) => this.#before.at(at).number === undefined);
  }
}
