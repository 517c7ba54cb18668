import { setTimeout as sleep } from "node:timers/promises";
import { createContext, createHooks, type Hooks } from "../../provider/hosts/hooks";
import { REGISTRY } from "../../provider/registry";
import type { CheckFailure, DiffResult } from "../../provider/resource";
import type { Inputs, State } from "../../provider/resources/repositoryAccess";
import type { Inputs as PolicyInputs } from "../../provider/resources/accessPolicy/model";
import { resolveSettings } from "../../provider/settings";
import type { Emulator, LoggedRequest } from "../../sandbox/emulator";

/** Variables that point the provider at an emulator as one of the built-in seed's users. */
export const environmentOf = (emulator: Pick<Emulator, "url">, user = "ci"): Record<string, string> => ({
  SWR_ENDPOINT: emulator.url,
  SWR_REGION: "eu-de",
  SWR_CLOUD: "otc",
  SWR_ACCESS_KEY: `AKFAKE${user.toUpperCase().padEnd(14, "0")}`,
  SWR_SECRET_KEY: `fake-secret-key-of-${user}`.padEnd(40, "0"),
});

export const PLACE = { organization: "team-a", repository: "web/app" };

/** A list of the built-in seed that a stack may be about. */
export interface Listed {
  /** Name of the resource in the registry. */
  readonly resource: "RepositoryAccess" | "OrganizationAccess" | "RepositoryAccessPolicy";
  readonly place: { readonly organization: string; readonly repository?: string };
  /** How log lines name the list: `team-a/web/app` or `team-a`. */
  readonly subject: string;
  /** Another list of the same kind, with nobody on it. An organization for it has to be created first. */
  readonly beside: Pick<Listed, "place" | "subject">;
  /** What the list belongs to. */
  readonly owner: "repository" | "organization";
  /** The output with the owner's number. */
  readonly number: "repositoryId" | "organizationId";
  /** Paths of requests to lists of this kind. */
  readonly paths: RegExp;
}
export const REPOSITORY: Listed = {
  resource: "RepositoryAccess",
  place: PLACE,
  subject: "team-a/web/app",
  beside: { place: { organization: "team-a", repository: "api" }, subject: "team-a/api" },
  owner: "repository",
  number: "repositoryId",
  paths: /\/repos\/[^/]+\/access$/,
};
export const ORGANIZATION: Listed = {
  resource: "OrganizationAccess",
  place: { organization: "team-a" },
  subject: "team-a",
  beside: { place: { organization: "team-c" }, subject: "team-c" },
  owner: "organization",
  number: "organizationId",
  paths: /\/namespaces\/[^/]+\/access$/,
};

/** The access lists of all repositories of an organization. */
export const POLICY: Listed = {
  ...REPOSITORY,
  resource: "RepositoryAccessPolicy",
  place: { organization: "team-a" },
  subject: "team-a",
};

type Program = (Partial<Inputs> & { users: Inputs["users"] }) | Policy;
/** What a policy declares. */
export type Policy = Partial<PolicyInputs> & { rules: PolicyInputs["rules"] };

interface Options {
  user?: string;
  environment?: Readonly<Record<string, string | undefined>>;
  timeScale?: number;
  now?: () => Date;
  /** Milliseconds between plan and write, by the stack's clock. A long pause makes the plan's read too old for the write. Default: 0. */
  pause?: number;
  /** Whether requests are signed with the user's key instead of carrying a token. */
  signs?: boolean;
  /** The list that the stack declares. Default: the repository's. */
  list?: Listed;
}

/** How the engine refreshes: not at all, in the same process, or (`before`, as with the plugin) in a process before it. */
export type Refresh = boolean | "before";

/** A program with one resource. It calls the hooks as an engine does, each run as if in a new process. */
export class Stack {
  id: string | undefined;
  state: State | undefined;
  inputs: object | undefined;
  lines: string[] = [];
  #hooks: Hooks;
  #paused = 0;

  constructor(
    private readonly emulator: Emulator,
    private readonly options: Options = {},
  ) {
    this.#hooks = this.#newProcess();
  }

  #newProcess(): Hooks {
    const { user, environment, timeScale = 1, now = () => new Date(), signs = false } = this.options;
    const settings = resolveSettings(() => undefined, {
      ...environmentOf(this.emulator, user),
      ...(signs ? {} : this.#token(user)),
      ...environment,
    });
    const wait = (milliseconds: number): Promise<void> => sleep(milliseconds * timeScale);
    // Signatures are refused where the clock is more than 15 minutes off.
    this.#paused = 0;
    const context = createContext(settings, (line) => this.lines.push(line), {
      sleep: wait,
      now: () => new Date(now().getTime() + this.#paused),
    });
    this.lines = [];
    this.#hooks = createHooks(REGISTRY[this.#list.resource], () => context);
    return this.#hooks;
  }

  get #list(): Listed {
    return this.options.list ?? REPOSITORY;
  }

  /** Settings with a token instead of a key. Then nothing is signed, so a test may set its own clock. */
  #token(user = "ci"): Record<string, string> {
    return { SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "", SWR_TOKEN: this.emulator.issueToken({ user }) };
  }

  /** Runs the stack as another caller from now on. */
  as(user: string): this {
    this.options.user = user;
    return this;
  }

  /** Sets the clock of the next processes to this moment. */
  at(moment: string): this {
    this.options.now = () => new Date(moment);
    return this;
  }

  get hooks(): Hooks {
    return this.#hooks;
  }

  async check(program: Program): Promise<{ inputs: object; failures: readonly CheckFailure[] }> {
    return this.#hooks.check(this.inputs, { ...this.#list.place, ...program });
  }

  async #plan(program: Program, refresh: Refresh): Promise<{ inputs: object; diff: DiffResult | undefined }> {
    this.#newProcess();
    if (refresh !== false) await this.refresh();
    const readAt = refresh === "before" ? (this.options.now?.() ?? new Date()).getTime() : undefined;
    if (readAt !== undefined) this.#newProcess();
    const { inputs, failures } = await this.#hooks.check(
      this.inputs,
      { ...this.#list.place, ...program },
      readAt,
    );
    if (failures.length > 0) throw new CheckFailed(failures);
    if (this.id === undefined || this.state === undefined) return { inputs, diff: undefined };
    // After its refresh an engine first compares the state with the inputs of the last run. The diff here is the later one, with the program.
    const diff = await this.#hooks.diff(this.id, this.state, inputs, readAt);
    return { inputs, diff };
  }

  /** Runs a preview and returns the difference; undefined if the resource would be created. */
  async preview(program: Program, refresh: Refresh = false): Promise<DiffResult | undefined> {
    const kept = { id: this.id, state: this.state, inputs: this.inputs };
    try {
      return (await this.#plan(program, refresh)).diff;
    } finally {
      Object.assign(this, kept);
    }
  }

  async refresh(): Promise<void> {
    if (this.id === undefined) return;
    const found = await this.#hooks.read(this.id, this.state);
    this.id = found?.id;
    this.state = found?.state as State | undefined;
    this.inputs = found?.inputs;
  }

  /** `pulumi refresh`. */
  async refreshInNewProcess(): Promise<void> {
    this.#newProcess();
    await this.refresh();
  }

  /** Runs `up`. For a partial failure it keeps what an engine keeps, and throws the error. */
  async up(program: Program, refresh: Refresh = false): Promise<"create" | "update" | "same"> {
    const { inputs, diff } = await this.#plan(program, refresh);
    if (diff?.changes === false) return "same";
    this.#paused += this.options.pause ?? 0;
    if (diff !== undefined && diff.replaces.length > 0) throw new Error("this harness does not replace");
    try {
      if (this.id === undefined || this.state === undefined) {
        const { id, state } = await this.#hooks.create(inputs);
        Object.assign(this, { id, state, inputs });
        return "create";
      }
      this.state = (await this.#hooks.update(this.id, this.state, inputs)) as State;
      this.inputs = inputs;
      return "update";
    } catch (thrown) {
      if (thrown instanceof Error && "properties" in thrown)
        Object.assign(this, {
          id: (thrown as unknown as { id: string }).id,
          state: thrown.properties,
          inputs,
        });
      throw thrown;
    }
  }

  async destroy(): Promise<void> {
    this.#newProcess();
    if (this.id !== undefined) await this.#hooks.delete(this.id, this.state ?? {});
    Object.assign(this, { id: undefined, state: undefined, inputs: undefined });
  }
}

export class CheckFailed extends Error {
  constructor(readonly failures: readonly CheckFailure[]) {
    super(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
  }
}

/** Who has access at the API, sorted: `alice=7`. */
export const granted = (emulator: Emulator, place: Listed["place"] = PLACE): string[] =>
  emulator
    .access(place)
    .map(({ userName, auth }) => `${String(userName)}=${String(auth)}`)
    .sort();

/** Requests to access lists of one kind, in short: `GET`, `POST alice=7`, `DELETE 0bad…`. Default: to repositories' lists. */
export const accessCalls = (requests: readonly LoggedRequest[], { paths } = REPOSITORY): string[] =>
  requests
    .filter(({ path }) => paths.test(path))
    .map(({ method, body }) => [method, ...describeBody(body)].join(" "));

function describeBody(body: unknown): string[] {
  if (!Array.isArray(body)) return [];
  return (body as (string | { user_name: string; auth: number })[])
    .map((it) => (typeof it === "string" ? it : `${it.user_name}=${String(it.auth)}`))
    .sort();
}

/** Ids of the built-in users by name. */
export const ID = {
  ci: "c1000000000000000000000000000001",
  admin: "ad000000000000000000000000000001",
  alice: "a11ce000000000000000000000000001",
  bob: "b0b00000000000000000000000000001",
  carol: "ca401000000000000000000000000001",
  dave: "da4e0000000000000000000000000001",
  mallory: "0bad0000000000000000000000000001",
  deployer: "de910000000000000000000000000001",
} as const;
