import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import type { Emulator } from "../../sandbox/emulator";
import type { Elsewhere } from "../support/elsewhere";
import { listAt } from "../support/emulated";
import { leaks } from "../support/invariants";
import { environmentOf, ID } from "../support/stack";
import { hasShifted } from "./above";
import { Engine, type Op, type Writing } from "./engine";
import { HooksHost, KilledHost, PluginHost, type PluginServer } from "./hosts";
import { CALLER, CommandRun, managedBy } from "./judge";
import { Ledger } from "./ledger";
import { checkAgreement, checkSilence } from "./previews";
import {
  asProgram,
  type Declarations,
  edited,
  FIRST,
  fits,
  idOf,
  PLACE_NAMES,
  type PlaceName,
  placeOf,
  PLACES,
  typeOf,
} from "./program";
import type { Host } from "./provider";
import type { Command, Edit, Sequence, Step } from "./steps";
import { counts, OTHER, Troubles } from "./troubles";

/** The refusals that a run without fault and without company may end in; each must have its reason. */
const REFUSALS = { takeOver: /users who are not declared/, missing: /does not exist/ };

type Kill = Extract<Command, { do: "kill" }>;

/** One stack on one emulator, the program it runs, what others do meanwhile, and what must hold after every command. */
export class World {
  readonly #engine: Engine;
  readonly #host: Host;
  readonly #environment: Record<string, string | undefined>;
  readonly #secrets: string[];
  readonly #troubles: Troubles;
  readonly #ledger: Ledger;
  #program: Declarations = FIRST;
  /** Repositories that were missing at any time of the command. */
  #missing = new Set<PlaceName>();

  constructor(
    private readonly emulator: Emulator,
    private readonly elsewhere: Elsewhere,
    server: PluginServer,
    { method, host, parallel }: Omit<Sequence, "steps">,
  ) {
    const token = emulator.issueToken({ user: CALLER });
    const [key = "", otherKey = ""] = [CALLER, OTHER].map(
      (user) => environmentOf(emulator, user)["SWR_SECRET_KEY"],
    );
    this.#secrets = [token, key, otherKey];
    const asToken = { SWR_TOKEN: token, SWR_ACCESS_KEY: undefined, SWR_SECRET_KEY: undefined };
    this.#environment = {
      ...environmentOf(emulator),
      SWR_MAX_RETRIES: "3",
      ...(method === "token" ? asToken : {}),
    };
    const environment = () => this.#environment;
    this.#host = host === "hooks" ? new HooksHost(environment) : new PluginHost(environment, server);
    this.#engine = new Engine(this.#host, parallel);
    this.#ledger = new Ledger(emulator, CALLER);
    // The secret that the provider sends or signs with.
    const secret = method === "token" ? token : key;
    this.#troubles = new Troubles(emulator, elsewhere, secret, (edit) => {
      this.#edit(edit);
    });
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
        this.#troubles.add(step);
        return;
      case "dialect":
        this.emulator.setDialect({ ...this.emulator.dialect(), ...step.choice });
        return;
      case "preview":
      case "up":
      case "refresh":
      case "destroy":
      case "kill":
      case "import":
        await this.#command(step);
        return;
      case "declare":
      case "drop":
      case "exclusive":
      case "takeOver":
      case "ignore":
      case "reorder":
      case "region":
      case "replaceOnChanges":
      case "importing":
      case "rename":
      case "move":
      case "swap":
      case "add":
      case "remove":
      case "clear":
        this.#program = edited(this.#program, step);
    }
  }

  /** A calm run at the end: whatever happened before, it ends as declared. */
  async settle(): Promise<void> {
    this.#troubles.clear();
    for (const at of PLACE_NAMES) this.#edit({ do: "repository", at, exists: true });
    const willing = [...this.#program].map(([name, it]) => [name, { ...it, takeOver: true }] as const);
    this.#program = new Map(willing);
    // A run that changes an organization's list leaves the lists of its repositories to the next one.
    for (let again = 0, isSettled = false; !isSettled; again += 1) {
      assert.ok(again < 4, "it never comes to rest");
      const changes = this.emulator.changes().length;
      await this.#command({ do: "up", refresh: false });
      isSettled = !hasShifted(this.emulator, changes);
    }
    await this.#command({ do: "destroy" });
  }

  #edit(edit: Edit): void {
    const { emulator } = this;
    const place = PLACES[edit.at];
    const exists = this.#exists(edit.at);
    if (edit.do === "repository") {
      if (place.repository === undefined) return;
      const { organization, repository } = place;
      if (edit.exists && !exists) emulator.createRepository({ organization, repository });
      if (!edit.exists && exists) emulator.deleteRepository({ organization, repository });
      if (edit.exists) return;
      this.#missing.add(edit.at);
      this.#ledger.update();
      this.#ledger.keep(edit.at, () => false);
    } else if (edit.do === "organization") {
      const { organization } = place;
      if (edit.auth === null) emulator.revoke({ organization, user: edit.user });
      else emulator.grant({ organization, user: edit.user, auth: edit.auth });
    } else if (exists) {
      if (edit.do === "grant") emulator.grant({ ...place, user: edit.user, auth: edit.auth });
      else emulator.revoke({ ...place, user: edit.user });
    }
  }

  #exists(at: PlaceName): boolean {
    return listAt(this.emulator, PLACES[at]) !== undefined;
  }

  async #command(command: Command): Promise<void> {
    // An engine refuses to import what it has.
    if (command.do === "import" && this.#engine.kept(command.of) !== undefined) return;
    if (command.do === "import" && !fits(command.of, command.at)) return;
    counts.commands += 1;
    this.#missing = new Set(PLACE_NAMES.filter((at) => !this.#exists(at)));
    await this.#untilReadsShow();
    this.#ledger.update();
    const run = this.#judged(command);
    this.#environment["SWR_REQUEST_TIMEOUT"] = this.#troubles.timeout;
    const changes = this.emulator.changes().length;
    const stop = this.#troubles.arm();
    const { thrown, ops } = await this.#run(command).then(
      (ops) => ({ ops, thrown: undefined }),
      (error: unknown) => ({ ops: [], thrown: error ?? new Error("nothing was thrown") }),
    );
    const isShifted = hasShifted(this.emulator, changes);
    const isCalm = (await stop()) && command.do !== "kill" && !isShifted;
    this.#count(ops);
    if (isShifted) counts.shifts += 1;
    run.checkChanges();
    run.checkKept(this.#missing);
    if (command.do !== "kill") run.checkFailures();
    this.#checkSecrets(thrown);
    this.#keepBooks(command, thrown === undefined);
    if (isCalm) await this.#checkCalm(command, thrown, run);
  }

  #judged(command: Command): CommandRun {
    const { emulator } = this;
    const [engine, program] = [this.#engine, this.#program];
    return new CommandRun({ emulator, engine, program, ledger: this.#ledger }, command);
  }

  #count(ops: readonly Op[]): void {
    if ([...this.#program.keys()].some((name) => typeOf(name) === "OrganizationAccess"))
      counts.organizations += 1;
    counts.replacements += ops.filter((op) => op === "replace").length;
    for (const { pendingDelete, pendingReplacement } of this.#engine.state) {
      if (pendingDelete) counts.pendingDeletes += 1;
      if (pendingReplacement) counts.pendingReplacements += 1;
    }
  }

  #checkSecrets(thrown: unknown): void {
    const { lines } = this.#host;
    const shown = [this.#engine.state, lines, thrown];
    assert.deepEqual(leaks(this.#secrets, this.emulator.requests(), ...shown), []);
    assert.deepEqual(this.elsewhere.requests, []);
  }

  /** Whom the stack has given access, and what the next run finds in the program. */
  #keepBooks(command: Command, isDone: boolean): void {
    this.#ledger.update();
    for (const at of PLACE_NAMES) {
      const kept = this.#engine.state.filter(({ inputs }) => placeOf(inputs) === at);
      // Who was killed could not say whom it gave access.
      if (command.do === "kill") this.#ledger.keep(at, (id) => managedBy(kept).includes(id));
      const { ignoreUsers = [] } = [...this.#program.values()].find((it) => it.at === at) ?? {};
      const isIgnored = (id: string): boolean => ignoreUsers.some((name) => ID[name] === id);
      if (command.do === "up" && isDone) this.#ledger.keep(at, (id) => !isIgnored(id));
    }
    const isImporting = (name: string): boolean => this.#engine.kept(name) === undefined;
    this.#program = new Map(
      [...this.#program].map(([name, { importing = false, ...it }]) => [
        name,
        importing && isImporting(name) ? { ...it, importing } : it,
      ]),
    );
  }

  /** A read may lag our last write, and never another's: the run begins once it does not. */
  async #untilReadsShow(): Promise<void> {
    const lag = this.emulator.dialect()["read-lag"];
    if (lag > 0) await sleep(lag + 5);
  }

  async #run(command: Command): Promise<readonly Op[]> {
    const program = asProgram(this.#program);
    const onWrite = (kind: Writing): void => {
      this.#troubles.during(kind);
    };
    switch (command.do) {
      case "preview":
        return this.#engine.preview(program, command);
      case "up":
        return this.#engine.up(program, { ...command, onWrite });
      case "refresh":
        await this.#engine.refresh(command);
        return [];
      case "destroy":
        await this.#engine.destroy({ ...command, onWrite });
        return [];
      case "import":
        await this.#engine.import(command.of, idOf(command.at));
        return [];
      case "kill":
        return this.#kill(command, program);
    }
  }

  async #kill(command: Kill, program: ReturnType<typeof asProgram>): Promise<readonly Op[]> {
    const host = new KilledHost(this.emulator, () => this.#environment, command);
    try {
      const onWrite = (kind: Writing): void => {
        this.#troubles.during(kind);
        host.during(kind);
      };
      return await this.#engine.up(program, { ...command, host, onWrite });
    } finally {
      if (host.wasMet()) counts.kills += 1;
      this.#checkSecrets(host.lines);
    }
  }

  /** Nothing went wrong and nobody else was there: it ends as declared, or in a refusal that has its reason. */
  async #checkCalm(command: Command, thrown: unknown, run: CommandRun): Promise<void> {
    if (thrown !== undefined) {
      const text = thrown instanceof Error ? thrown.message : inspect(thrown);
      const isRefused = REFUSALS.takeOver.test(text) && run.mayRefuse();
      const isMissing = REFUSALS.missing.test(text) && run.isMissing();
      assert.ok(isRefused || isMissing, `${command.do} fails without a reason: ${text}`);
      return;
    }
    if (command.do === "preview") {
      await this.#untilReadsShow();
      const isThere = this.#engine.state.every(({ inputs }) => this.#exists(placeOf(inputs) ?? "app"));
      if (isThere) await checkAgreement(this.#engine, this.#program, command);
    }
    if (command.do === "destroy") run.checkDestroyed();
    if (command.do !== "up" || command.targets !== undefined) return;
    run.checkLive();
    await this.#untilReadsShow();
    await checkSilence(this.#engine, this.#host, this.#program);
  }
}
