import assert from "node:assert/strict";
import { startEmulator, type Emulator, type ProfileName } from "../../sandbox/emulator";
import { offlineEngine, pulumiCli, type Run } from "../../scripts/engines";
import { GrpcProject } from "./grpcEngine";
import { BUNDLED_PLUGIN_HOST, DYNAMIC_HOST } from "./grpcHosts";
import { type Declared, DeclaredProject, of, type ScenarioProject } from "./program";
import { accessCalls, environmentOf, granted, ORGANIZATION, REPOSITORY } from "./stack";

type Environment = Record<string, string>;

/** An engine with one of the two hosts. `sees` names the two ways in which a preview learns who has access: by a refresh, or by the provider's own read. */
export interface Runner {
  readonly name: string;
  readonly sees: readonly [string, string];
  /** `isFirstWay`: whether the engine refreshes as the pages for users recommend. */
  readonly project: (environment: Environment, isFirstWay: boolean) => ScenarioProject;
}

const DYNAMIC: Runner["sees"] = ["refresh: always", "no refresh"];
const PLUGIN: Runner["sees"] = ["plain", "no refresh before update"];
const RUNNERS = {
  offline: {
    name: "offline engine",
    sees: DYNAMIC,
    project: (environment, refresh) => new DeclaredProject(offlineEngine, environment, { refresh }),
  },
  dynamic: {
    name: "dynamic host",
    sees: DYNAMIC,
    project: (environment, refreshesFirst) => new GrpcProject(environment, { refreshesFirst }, DYNAMIC_HOST),
  },
  plugin: {
    name: "plugin",
    sees: PLUGIN,
    project: (environment, refreshesFirst) =>
      new GrpcProject(environment, { refreshesFirst }, BUNDLED_PLUGIN_HOST),
  },
  pulumi: {
    name: "pulumi",
    sees: DYNAMIC,
    project: (environment, refresh) => new DeclaredProject(pulumiCli, environment, { refresh }),
  },
  pulumiPlugin: {
    name: "pulumi with the plugin",
    sees: PLUGIN,
    project: (environment, isPlain) =>
      new DeclaredProject(
        pulumiCli,
        { ...environment, ...(isPlain ? {} : { PULUMI_DISABLE_REFRESH_BEFORE_UPDATE: "true" }) },
        { refresh: false, host: "plugin" },
      ),
  },
} satisfies Record<string, Runner>;

/** `make test` needs no CLI, `make test-cli` runs on it. */
const isReal = process.env["SCENARIO_ENGINE"] === "pulumi";
function runnersOf({ program, pluginOnly = false }: Options): readonly Runner[] {
  const dynamic = program === undefined ? RUNNERS.dynamic : RUNNERS.offline;
  const both = isReal ? [RUNNERS.pulumi, RUNNERS.pulumiPlugin] : [dynamic, RUNNERS.plugin];
  return both.filter(({ sees }) => !pluginOnly || sees === PLUGIN);
}

/** One stack on one emulator, run by an engine. */
export class Scenario {
  readonly project: ScenarioProject;

  constructor(
    readonly emulator: Emulator,
    readonly runner: Runner,
    readonly isFirstWay: boolean,
    /** The access list that `declare`, `calls` and `granted` work on. */
    readonly list = REPOSITORY,
  ) {
    this.project = runner.project(environmentOf(emulator), isFirstWay);
  }

  /** Whether the provider reads a resource's old state in the process that checks the program. */
  get knowsOldState(): boolean {
    // The CLI refreshes the plugin's resources in the process that checks them; the small engine does so in one of its own.
    const isOneProcess = this.runner.sees === DYNAMIC || this.runner.name === RUNNERS.pulumiPlugin.name;
    return isOneProcess && this.isFirstWay;
  }

  /** Another stack on the same emulator. */
  another(): Scenario {
    return new Scenario(this.emulator, this.runner, this.isFirstWay, this.list);
  }

  /** Declares one access list, named `web`, on the usual repository or its organization. */
  declare(args: object): this {
    return this.declareAll({ resources: { web: this.resource(args) } });
  }

  /** The access list as a resource, to be declared under any name. */
  resource(args: object): object {
    return of(this.list.resource, { ...this.list.place, ...args });
  }

  declareAll(program: Declared): this {
    this.project.declare(program);
    return this;
  }

  as(user: string): this {
    this.project.setEnvironment(environmentOf(this.emulator, user));
    return this;
  }

  /** Requests to access lists since this was last called. */
  calls(): string[] {
    const calls = accessCalls(this.emulator.requests(), this.list);
    this.emulator.clearRequests();
    return calls;
  }

  writes(): string[] {
    return this.calls().filter((call) => !call.startsWith("GET"));
  }

  granted(place = this.list.place): string[] {
    return granted(this.emulator, place);
  }

  preview(...flags: string[]): Promise<Run> {
    return this.project.run("preview", ...flags);
  }

  /** Forgets all requests, runs `up` and expects success. */
  up(...flags: string[]): Promise<Run> {
    this.emulator.clearRequests();
    return this.ok("up", ...flags);
  }

  /** Runs `up` and expects a failure with this text. */
  async upFails(pattern: RegExp, ...flags: string[]): Promise<Run> {
    const run = await this.project.run("up", ...flags);
    assert.notEqual(run.code, 0, run.output);
    assert.match(run.output, pattern);
    return run;
  }

  /** Runs a command and expects success. */
  async ok(...command: Parameters<ScenarioProject["run"]>): Promise<Run> {
    const run = await this.project.run(...command);
    assert.equal(run.code, 0, run.output);
    return run;
  }

  refreshState(): Promise<Run> {
    return this.ok("refresh");
  }

  destroy(...flags: string[]): Promise<Run> {
    return this.ok("destroy", ...flags);
  }

  /** Expects a preview without change: exit code 0, no marks, one request to the list. */
  async expectClean(): Promise<void> {
    this.calls();
    const run = await this.preview("--expect-no-changes");
    assert.equal(run.code, 0, run.output);
    assert.doesNotMatch(run.output, /\[diff: /);
    assert.doesNotMatch(run.output, /declared|revoke/);
    assert.deepEqual(this.calls(), ["GET"]);
  }

  /** Expects a preview with changes: exit code 7, and each of these lines exactly once. */
  async expectChanges(...lines: string[]): Promise<Run> {
    const run = await this.preview("--expect-no-changes");
    assert.equal(run.code, 7, run.output);
    for (const line of lines)
      assert.equal(run.output.split(line).length - 1, 1, `once: ${line}\n${run.output}`);
    return run;
  }

  /** Expects a preview that is refused with this text, before anything is written. */
  async expectRefused(pattern: RegExp): Promise<Run> {
    this.calls();
    const run = await this.preview();
    assert.notEqual(run.code, 0, run.output);
    assert.match(run.output, pattern);
    // The log is not cleared here: the test may count the requests itself.
    const calls = accessCalls(this.emulator.requests(), this.list);
    assert.deepEqual(
      calls.filter((call) => !call.startsWith("GET")),
      [],
    );
    return run;
  }
}

interface Options {
  /** Why the dynamic host needs a real program here: then the offline engine runs one, in three processes for each command. */
  readonly program?: string;
  /**
   * Runs in all three profiles of the emulator, not only in `docs`; without a CLI only with the plugin, to save time. What a
   * server answers is the provider's matter on either host, and tests/dialects plays all switches.
   */
  readonly everyProfile?: boolean;
  /**
   * Runs in the second way too. `cheap`: without a CLI only with the plugin, to save time. The two ways differ in the engine, not
   * in the provider.
   */
  readonly bothWays?: true | "cheap";
  /** Runs with the plugin only, since the dynamic host cannot do it. */
  readonly pluginOnly?: boolean;
  /** Runs for an organization's list too: here once, with the plugin, since lists share their code; everywhere on the CLI. */
  readonly bothLists?: boolean;
}

/** The kinds of access lists that a scenario runs for. */
function listsOf({ bothLists }: Options, runner: Runner, profile: ProfileName, isFirstWay: boolean) {
  const isOnce = runner === RUNNERS.plugin && profile === "docs" && isFirstWay;
  return bothLists === true && (isReal || isOnce) ? [REPOSITORY, ORGANIZATION] : [REPOSITORY];
}

/** Profile and way of each run. Profiles change what the server does, ways what the engine asks of the provider. */
function variants({ everyProfile = false, bothWays }: Options, runner: Runner): [ProfileName, boolean][] {
  const isWhole = isReal || runner === RUNNERS.plugin;
  const isHereToo = bothWays === true || (bothWays === "cheap" && isWhole);
  const isEveryProfile = everyProfile && isWhole;
  return [
    ["docs", true],
    ...(isHereToo ? [["docs", false] as [ProfileName, boolean]] : []),
    ...(isEveryProfile ? [["lenient", bothWays === undefined] as [ProfileName, boolean]] : []),
    ...(isEveryProfile ? [["hostile", true] as [ProfileName, boolean]] : []),
  ];
}

/** A test that is written once and runs on each of the chosen engines. */
export function scenario(name: string, options: Options, body: (it0: Scenario) => Promise<void>): void {
  for (const runner of runnersOf(options))
    for (const [profile, isFirstWay] of variants(options, runner))
      for (const list of listsOf(options, runner, profile, isFirstWay)) {
        const which = list === ORGANIZATION ? ", organization" : "";
        const variant = `${profile}, ${runner.sees[isFirstWay ? 0 : 1]}${which}`;
        it(`${runner.name}: ${name} (${variant})`, async function () {
          this.timeout(240_000);
          const emulator = await startEmulator({ dialect: profile });
          const it0 = new Scenario(emulator, runner, isFirstWay, list);
          try {
            await body(it0);
          } finally {
            it0.project.remove();
            await emulator.stop();
          }
        });
      }
}
