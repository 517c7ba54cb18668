import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import type { Emulator } from "../../sandbox/emulator";
import type { Elsewhere } from "../support/elsewhere";
import { leaks } from "../support/invariants";
import { environmentOf, ID } from "../support/stack";
import { hasShifted } from "./above";
import {
  CALLER,
  type Declarations,
  fits,
  OTHER,
  PLACE_NAMES,
  type PlaceName,
  placeOf,
  typeOf,
} from "./declared";
import { edit, exists } from "./edits";
import { Engine } from "./engine";
import { HooksHost, PluginHost, type PluginServer } from "./hosts";
import { CommandRun } from "./judge";
import { Ledger } from "./ledger";
import { checkAgreement, checkSilence } from "./previews";
import { edited, FIRST } from "./program";
import type { Host } from "./provider";
import { Runner } from "./runner";
import { managedBy } from "./snapshot";
import { Policies, standings } from "./standing";
import type { Op } from "./state";
import type { Command, Edit, Sequence, Step } from "./steps";
import { counts, Troubles } from "./troubles";

/** Plays a sequence: one stack on one emulator, its program, what others do, and the checks after every command. */
export class World {
  readonly #engine: Engine;
  readonly #host: Host;
  readonly #environment: Record<string, string | undefined>;
  readonly #secrets: string[];
  readonly #troubles: Troubles;
  readonly #ledger: Ledger;
  readonly #policies: Policies;
  readonly #runner: Runner;
  #program: Declarations = FIRST;
  /** Places that were missing at any time during the command. */
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
    this.#policies = new Policies(emulator);
    // The secret that the provider sends or signs with.
    const secret = method === "token" ? token : key;
    this.#troubles = new Troubles(emulator, elsewhere, secret, (by) => {
      this.#edit(by);
    });
    this.#runner = new Runner(emulator, this.#engine, this.#troubles, environment);
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
      case "patterns":
      case "unrule":
        this.#program = edited(this.#program, step);
    }
  }

  /** Runs `up` without trouble at the end. Whatever happened before, it must end as declared. */
  async settle(): Promise<void> {
    this.#troubles.clear();
    for (const at of PLACE_NAMES) this.#edit({ do: "repository", at, exists: true });
    const willing = [...this.#program].map(([name, it]) => [name, { ...it, takeOver: true }] as const);
    this.#program = new Map(willing);
    // A run that changes an organization's list may leave its repositories' lists to the next run.
    for (let again = 0, isSettled = false; !isSettled; again += 1) {
      assert.ok(again < 4, "four runs after each other still find something to do");
      const changes = this.emulator.changes().length;
      await this.#command({ do: "up", refresh: false });
      isSettled = !hasShifted(this.emulator, changes);
    }
    await this.#command({ do: "destroy" });
  }

  #edit(by: Edit): void {
    if (!edit(this.emulator, by)) return;
    this.#missing.add(by.at);
    this.#ledger.update();
    this.#ledger.keep(by.at, () => false);
  }

  #exists(at: PlaceName): boolean {
    return exists(this.emulator, at);
  }

  async #command(command: Command): Promise<void> {
    // An engine refuses to import a resource that is in the state.
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
    const { thrown, ops } = await this.#runner.run(command, this.#program).then(
      (ops) => ({ ops, thrown: undefined }),
      (error: unknown) => ({ ops: [], thrown: error ?? new Error("nothing was thrown") }),
    );
    const isShifted = hasShifted(this.emulator, changes);
    const isCalm = (await stop()) && command.do !== "kill" && !isShifted;
    this.#count(ops);
    if (isShifted) counts.shifts += 1;
    run.checkChanges();
    run.checkKept(this.#missing);
    run.checkTaken();
    if (command.do !== "kill") run.checkFailures();
    this.#checkSecrets(thrown);
    this.#keepBooks(command, thrown === undefined);
    if (isCalm) await this.#checkCalm(command, thrown, run);
  }

  #judged(command: Command): CommandRun {
    const { emulator } = this;
    const [engine, program] = [this.#engine, this.#program];
    const [ledger, policies] = [this.#ledger, this.#policies];
    return new CommandRun({ emulator, engine, program, ledger, policies }, command);
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
    const shown = [this.#engine.state, this.#host.lines, this.#runner.lines, thrown];
    assert.deepEqual(leaks(this.#secrets, this.emulator.requests(), ...shown), []);
    assert.deepEqual(this.elsewhere.requests, []);
  }

  /** Updates the ledger after a command, and ends the option `import` of what was imported. */
  #keepBooks(command: Command, isDone: boolean): void {
    this.#ledger.update();
    const said = standings(this.#program);
    for (const at of PLACE_NAMES) {
      const kept = this.#policies.keptAt(this.#engine, at);
      // A provider that was killed could not say to whom it had given access.
      if (command.do === "kill") this.#ledger.keep(at, (id) => managedBy(kept).includes(id));
      const { ignoreUsers = [] } = said.get(at) ?? {};
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

  /** Waits until reads show the last write. Reads that lag behind a run's own writes are right; the next run must see them. */
  async #untilReadsShow(): Promise<void> {
    const lag = this.emulator.dialect()["read-lag"];
    if (lag > 0) await sleep(lag + 5);
  }

  /** Checks a command without trouble: it ended as declared, or with a refusal that has its reason. */
  async #checkCalm(command: Command, thrown: unknown, run: CommandRun): Promise<void> {
    if (thrown !== undefined) {
      const text = thrown instanceof Error ? thrown.message : inspect(thrown);
      const isRefused = run.isRefusedRightly(text);
      const isMissing = /does not exist/.test(text) && run.isMissing();
      assert.ok(isRefused || isMissing, `${command.do} fails without a reason: ${text}`);
      if (command.do === "up" && command.targets === undefined) run.checkOthers();
      return;
    }
    if (command.do === "preview") {
      await this.#untilReadsShow();
      const isThere = this.#engine.state.every(({ inputs }) => this.#exists(placeOf(inputs) ?? "app"));
      if (isThere)
        await checkAgreement(this.#engine, this.#program, command, (text) => run.isRefusedForOwn(text));
    }
    if (command.do === "destroy") run.checkDestroyed();
    if (command.do !== "up" || command.targets !== undefined) return;
    run.checkLive();
    await this.#untilReadsShow();
    await checkSilence(this.#engine, this.#host, this.#program);
  }
}
