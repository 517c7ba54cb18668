import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { Emulator } from "../../sandbox/emulator";
import { actionOf, FAULTS } from "../faults/faults";
import type { Elsewhere } from "../support/elsewhere";
import { type Declared, declaredBy, violations } from "../support/invariants";
import { CheckFailed, environmentOf, ID, PLACE, Stack } from "../support/stack";
import { CALLER, CommandRun, NOBODY, type Program } from "./judge";
import { killedUp } from "./killed";
import type { Command, Edit, Name, Programming, Sequence, Step, Trouble } from "./steps";

/** What a soak reports. */
export const counts = { sequences: 0, commands: 0, faults: 0, races: 0, kills: 0, writers: 0 };

/** The second writer, whose program is not exclusive. */
const OTHER = "admin";

/** The refusals that a run without fault and without company may end in; each must have its reason. */
const REFUSALS = {
  takeOver: /grants access to users who are not declared/,
  missing: /does not exist/,
};

/** One stack on one emulator, the program it runs, what others do meanwhile, and what must hold after every command. */
export class World {
  readonly #stack: Stack;
  readonly #other: Stack;
  readonly #environment: Record<string, string | undefined> = { SWR_MAX_RETRIES: "3" };
  readonly #secrets: string[];
  /** The one the provider sends or signs with: what an answer may quote. */
  readonly #secret: string;
  #program: Program = {
    users: [grantOf("alice", "Manage"), grantOf("bob", "Read")],
    exclusive: true,
    takeOver: true,
    ignoreUsers: [],
  };
  /** What the last run declared that did, or may have done, anything. */
  #applied: Declared = NOBODY;
  #otherApplied: Declared = NOBODY;
  #troubles: Trouble[] = [];
  /** What the second writer declares during the next command. */
  #writers: UserGrant[] = [];
  /** Whether the repository was missing at any time of the command. */
  #wasMissing = false;
  /** Users who hold, or held, the organization: what they have at the repository is not ours to judge. */
  readonly #inheriting = new Set<string>();

  constructor(
    private readonly emulator: Emulator,
    private readonly elsewhere: Elsewhere,
    method: Sequence["method"],
  ) {
    const token = emulator.issueToken({ user: CALLER });
    const [key = "", otherKey = ""] = [CALLER, OTHER].map(
      (user) => environmentOf(emulator, user)["SWR_SECRET_KEY"],
    );
    this.#secrets = [token, key, otherKey];
    this.#secret = method === "token" ? token : key;
    const asToken = { SWR_TOKEN: token, SWR_ACCESS_KEY: undefined, SWR_SECRET_KEY: undefined };
    if (method === "token") Object.assign(this.#environment, asToken);
    this.#stack = new Stack(emulator, {
      timeScale: 0.01,
      environment: this.#environment,
      signs: method === "key",
    });
    this.#other = new Stack(emulator, { timeScale: 0.01, user: OTHER });
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case "grant":
      case "revoke":
      case "organization":
      case "repository":
        this.#edit(step);
        return;
      case "fault":
      case "race":
      case "writer":
        this.#troubles.push(step);
        return;
      case "dialect":
        this.emulator.setDialect({ ...this.emulator.dialect(), ...step.choice });
        return;
      case "preview":
      case "up":
      case "refresh":
      case "destroy":
      case "kill":
        await this.#command(step);
        return;
      case "declare":
      case "drop":
      case "exclusive":
      case "takeOver":
      case "ignore":
      case "reorder":
        this.#edited(step);
    }
  }

  /** A calm run at the end: whatever happened before, it ends as declared. */
  async settle(): Promise<void> {
    this.#troubles = [];
    this.#edit({ do: "repository", exists: true });
    this.#program = { ...this.#program, takeOver: true };
    await this.#command({ do: "up", refresh: false });
  }

  #edited(step: Programming): void {
    const { users, ignoreUsers } = this.#program;
    const others = "user" in step ? users.filter(({ userName }) => userName !== step.user) : users;
    const rest = "user" in step ? ignoreUsers.filter((name) => name !== step.user) : ignoreUsers;
    const next = {
      declare: () =>
        step.do === "declare" && {
          users: [...others, grantOf(step.user, step.permission)],
          ignoreUsers: rest,
        },
      drop: () => ({ users: others }),
      // Declared and left alone at once is refused: the one ends the other.
      ignore: () =>
        step.do === "ignore" &&
        (step.on ? { users: others, ignoreUsers: [...rest, step.user] } : { ignoreUsers: rest }),
      exclusive: () => step.do === "exclusive" && { exclusive: step.on },
      takeOver: () => step.do === "takeOver" && { takeOver: step.on },
      reorder: () => ({ users: [...users].reverse() }),
    }[step.do]();
    this.#program = { ...this.#program, ...next };
  }

  #edit(edit: Edit): void {
    const { emulator } = this;
    const exists = this.#exists();
    if (edit.do === "repository") {
      if (edit.exists && !exists) emulator.createRepository(PLACE);
      if (!edit.exists && exists) emulator.deleteRepository(PLACE);
      this.#wasMissing ||= !edit.exists;
    } else if (edit.do === "organization") {
      const { organization } = PLACE;
      this.#inheriting.add(ID[edit.user]);
      if (edit.auth === null) emulator.revoke({ organization, user: edit.user });
      else emulator.grant({ organization, user: edit.user, auth: edit.auth });
    } else if (exists) {
      if (edit.do === "grant") emulator.grant({ ...PLACE, user: edit.user, auth: edit.auth });
      else emulator.revoke({ ...PLACE, user: edit.user });
    }
  }

  #exists(): boolean {
    const { organizations } = this.emulator.state();
    const { repositories = [] } = organizations.find(({ name }) => name === PLACE.organization) ?? {};
    return repositories.some(({ name }) => name === PLACE.repository);
  }

  async #command(command: Command): Promise<void> {
    this.#wasMissing = !this.#exists();
    counts.commands += 1;
    await this.#untilReadsShow();
    const run = new CommandRun(this.emulator, this.#stack, this.#program, this.#applied);
    const stop = this.#arm();
    const others = this.#startWriters();
    const thrown = await this.#run(command).then(
      () => undefined,
      (error: unknown) => error ?? new Error("nothing was thrown"),
    );
    await others;
    const isCalm = stop() && command.do !== "kill";
    const isDestroy = command.do === "destroy";
    const isWritten = thrown === undefined || (thrown instanceof Error && "properties" in thrown);
    run.check(isDestroy, this.#secrets, thrown);
    if (!isDestroy && !this.#wasMissing) run.checkKept();
    if (command.do === "up" && !isWritten) run.checkNothingDone();
    assert.deepEqual(this.elsewhere.requests, []);
    if (["up", "destroy"].includes(command.do) && isWritten)
      this.#applied = isDestroy ? NOBODY : declaredBy(this.#program.users);
    if (this.#stack.id === undefined) this.#applied = NOBODY;
    if (isCalm) await this.#checkCalm(command, thrown, run);
  }

  /** A read may lag our last write, and never another's: the run begins once it does not. */
  async #untilReadsShow(): Promise<void> {
    const lag = this.emulator.dialect()["read-lag"];
    if (lag > 0) await sleep(lag + 5);
  }

  #run(command: Command): Promise<unknown> {
    const { refresh = false } = "refresh" in command ? command : {};
    if (command.do === "preview") return this.#stack.preview(this.#program, refresh);
    if (command.do === "up") return this.#stack.up(this.#program, refresh);
    if (command.do === "refresh") return this.#stack.refreshInNewProcess();
    if (command.do === "destroy") return this.#stack.destroy();
    counts.kills += 1;
    const environment = { ...environmentOf(this.emulator), ...this.#environment };
    return killedUp(this.emulator, this.#stack, { ...PLACE, ...this.#program }, environment, command);
  }

  /** Sets up what goes wrong. The answer ends it, and says whether nothing did. */
  #arm(): () => boolean {
    const troubles = this.#troubles;
    this.#troubles = [];
    const faults = troubles.flatMap((it) => (it.do === "fault" ? it : []));
    const races = troubles.flatMap((it) => (it.do === "race" ? it : []));
    const writers = troubles.flatMap((it) => (it.do === "writer" ? it : []));
    let isSlow = false;
    for (const { fault: name, method, nth, times } of faults) {
      const fault = FAULTS.find((it) => it.name === name);
      assert.ok(fault);
      isSlow ||= fault.slow === true;
      const action = actionOf(fault, { elsewhere: this.elsewhere.url, secret: this.#secret });
      const match = { user: CALLER, ...(method === undefined ? {} : { method }) };
      this.emulator.fault({ match, nth, times, action });
    }
    this.#environment["SWR_REQUEST_TIMEOUT"] = isSlow ? "1" : "15";
    let seen = 0;
    let raced = 0;
    const quiet = this.emulator.onRequest(({ user, path }) => {
      if (user !== CALLER || !path.endsWith("/access")) return;
      seen += 1;
      for (const race of races)
        if (race.nth === seen) {
          raced += 1;
          this.#edit(race.edit);
        }
    });
    this.#writers = writers.map(({ user, permission }) => grantOf(user, permission));
    return () => {
      quiet();
      const applied = this.emulator.faults().reduce((sum, it) => sum + it.applied, 0);
      this.emulator.clearFaults();
      counts.faults += applied;
      counts.races += raced;
      counts.writers += writers.length > 0 ? 1 : 0;
      return applied + raced + writers.length === 0;
    };
  }

  /** The other stack runs at the same time; what it may do is judged like ours. */
  async #startWriters(): Promise<void> {
    if (this.#writers.length === 0) return;
    const users = [...new Map(this.#writers.map((it) => [it.userId, it])).values()];
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

  /** Nothing went wrong and nobody else was there: it ends as declared, or in a refusal that has its reason. */
  async #checkCalm(command: Command, thrown: unknown, run: CommandRun): Promise<void> {
    if (thrown !== undefined) {
      this.#checkRefusal(command, thrown);
      return;
    }
    if (command.do === "preview") await this.#checkAgreement();
    if (command.do !== "up") return;
    run.checkLive(this.#inheriting);
    await this.#untilReadsShow();
    const reordered = { ...this.#program, users: [...this.#program.users].reverse() };
    for (const [program, refresh] of [
      [this.#program, false],
      [reordered, false],
      [this.#program, true],
      [this.#program, "before"],
    ] as const) {
      const diff = await this.#stack.preview(program, refresh);
      assert.equal(
        diff?.changes,
        false,
        `4: a second preview shows a change\n${this.#stack.lines.join("\n")}`,
      );
      assert.deepEqual(this.#stack.lines, [], "4: a second preview says something");
    }
  }

  /** Whatever way an engine looks, it sees the same: that there is something to do, or that there is nothing. */
  async #checkAgreement(): Promise<void> {
    await this.#untilReadsShow();
    const seen: (boolean | undefined)[] = [];
    for (const refresh of [false, true, "before"] as const)
      seen.push((await this.#stack.preview(this.#program, refresh))?.changes);
    // Gone is created anew after a refresh, and says so without one.
    const isThere = !seen.includes(undefined);
    if (isThere) assert.deepEqual(new Set(seen).size, 1, `previews disagree: ${seen.join()}`);
  }

  #checkRefusal(command: Command, thrown: unknown): void {
    const text = thrown instanceof CheckFailed ? thrown.message : String(thrown);
    const mayTakeOver = this.#program.exclusive && !this.#program.takeOver;
    const isRefused = REFUSALS.takeOver.test(text) && mayTakeOver;
    const isMissing = REFUSALS.missing.test(text) && !this.#exists();
    assert.ok(isRefused || isMissing, `${command.do} fails without a reason: ${text}`);
  }
}

const grantOf = (user: Name, permission: UserGrant["permission"]): UserGrant => ({
  userId: ID[user],
  userName: user,
  permission,
});
