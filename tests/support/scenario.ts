import assert from "node:assert/strict";
import { startEmulator, type Emulator, type ProfileName } from "../../sandbox/emulator";
import { pulumiCli, type Run } from "../../scripts/engines";
import { type Declared, DeclaredProject, engine } from "./program";
import { accessCalls, environmentOf, granted, PLACE } from "./stack";

/** One stack on one emulator, run by an engine. */
export class Scenario {
  readonly project: DeclaredProject;

  constructor(
    readonly emulator: Emulator,
    readonly refresh: boolean,
    options: { user?: string; environment?: Record<string, string> } = {},
  ) {
    const environment = { ...environmentOf(emulator, options.user), ...options.environment };
    this.project = new DeclaredProject(environment, { refresh });
  }

  /** One RepositoryAccess called `web` on the usual repository. */
  declare(args: object): this {
    return this.declareAll({ resources: { web: { ...PLACE, ...args } } });
  }

  declareAll(program: Declared): this {
    this.project.declare(program);
    return this;
  }

  as(user: string): this {
    this.project.setEnvironment(environmentOf(this.emulator, user));
    return this;
  }

  /** Calls on access lists since the last time. */
  calls(): string[] {
    const list = accessCalls(this.emulator.requests());
    this.emulator.clearRequests();
    return list;
  }

  writes(): string[] {
    return this.calls().filter((call) => !call.startsWith("GET"));
  }

  granted(place = PLACE): string[] {
    return granted(this.emulator, place);
  }

  preview(...flags: string[]): Promise<Run> {
    return this.project.run("preview", ...flags);
  }

  /** Runs it and expects success; the requests before it are forgotten. */
  async up(...flags: string[]): Promise<Run> {
    this.emulator.clearRequests();
    const run = await this.project.run("up", ...flags);
    assert.equal(run.code, 0, run.output);
    return run;
  }

  /** Runs it and expects failure with this text. */
  async upFails(pattern: RegExp): Promise<Run> {
    const run = await this.project.run("up");
    assert.notEqual(run.code, 0, run.output);
    assert.match(run.output, pattern);
    return run;
  }

  async refreshState(): Promise<Run> {
    const run = await this.project.run("refresh");
    assert.equal(run.code, 0, run.output);
    return run;
  }

  async destroy(): Promise<Run> {
    const run = await this.project.run("destroy");
    assert.equal(run.code, 0, run.output);
    return run;
  }

  /** A preview without change: exit 0, no marks, one call on the repository's list. */
  async expectClean(): Promise<void> {
    this.calls();
    const run = await this.preview("--expect-no-changes");
    assert.equal(run.code, 0, run.output);
    assert.doesNotMatch(run.output, /\[diff: /);
    assert.doesNotMatch(run.output, /declared|revoke/);
    assert.deepEqual(this.calls(), ["GET"]);
  }

  /** A preview with changes: exit 7, and each of these lines exactly once. */
  async expectChanges(...lines: string[]): Promise<Run> {
    const run = await this.preview("--expect-no-changes");
    assert.equal(run.code, 7, run.output);
    for (const line of lines)
      assert.equal(run.output.split(line).length - 1, 1, `once: ${line}\n${run.output}`);
    return run;
  }

  /** A preview that is refused with this text, before anything was written. */
  async expectRefused(pattern: RegExp): Promise<Run> {
    this.calls();
    const run = await this.preview();
    assert.notEqual(run.code, 0, run.output);
    assert.match(run.output, pattern);
    // Looked at without forgetting: the test may count the requests itself.
    const calls = accessCalls(this.emulator.requests());
    assert.deepEqual(
      calls.filter((call) => !call.startsWith("GET")),
      [],
    );
    return run;
  }
}

interface Options {
  /** In all three profiles, not only in the documented one. */
  readonly everyProfile?: boolean;
  /**
   * Without `refresh: always`, too. `cli`: the offline engine runs it with it only, since each of its commands starts
   * three processes, and what differs is the engine's own, not ours.
   */
  readonly bothWays?: true | "cli";
}

/** Profile and refresh of each run. The profiles change what the server does, refresh what the engine asks. */
function variants({ everyProfile = false, bothWays }: Options): [ProfileName, boolean][] {
  const isHereToo = bothWays === true || (bothWays === "cli" && engine === pulumiCli);
  return [
    ["docs", true],
    ...(isHereToo ? [["docs", false] as [ProfileName, boolean]] : []),
    ...(everyProfile
      ? ([
          ["lenient", bothWays === undefined],
          ["hostile", true],
        ] as [ProfileName, boolean][])
      : []),
  ];
}

/** Written once; runs on the engine that is asked for. */
export function scenario(name: string, options: Options, body: (it0: Scenario) => Promise<void>): void {
  for (const [profile, refresh] of variants(options)) {
    it(`${engine.name}: ${name} (${profile}, ${refresh ? "refresh: always" : "no refresh"})`, async function () {
      this.timeout(240_000);
      const emulator = await startEmulator({ dialect: profile });
      const it0 = new Scenario(emulator, refresh);
      try {
        await body(it0);
      } finally {
        it0.project.remove();
        await emulator.stop();
      }
    });
  }
}
