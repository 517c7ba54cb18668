import type { Description, FunctionDescription, InputsOf, OutputsOf, PlaceOf } from "./description";
import type { Settings } from "./settings";
import type { Sleep, SwrClient } from "./swr/client";

/** Shows the user one line. It starts with the object it is about. */
export type Log = (line: string) => void;

/** What a resource works with. It knows neither which host it runs in nor how requests travel. */
export interface Context {
  readonly settings: Settings;
  /** The client of a region; without one, of the settings' own. */
  readonly swr: (region: string | undefined) => SwrClient;
  readonly log: Log;
  readonly sleep: Sleep;
  /** Whether the host has creates previewed. Engines preview many creates at once, and ask for one check after the other. */
  readonly previewsCreates: boolean;
  /** The time of day, asked once in a hook: all of it goes by the same moment. */
  readonly now: () => Date;
  /**
   * What the run remembers of one kind: made by `kind` when it is first asked for, then the same for all hooks of the run.
   * It ends with the context.
   */
  readonly recall: <Memory extends object>(kind: (context: Context) => Memory) => Memory;
}

/** What a resource of a few calls works with in one hook. */
export interface Call extends Context {
  /** The client of the resource's region. */
  readonly client: SwrClient;
  /** How lines and errors call the resource: `team-a/web/app`. A family of operations on something in a repository takes it for its errors. */
  readonly subject: string;
}

/**
 * A resource of a few calls. It states its description and its calls; `lifecycle/` makes the hooks of it: id, region, claim,
 * replacement, what exists already, what is gone, import, lost answers, drift by property. `ResourceOf` infers its types from the
 * description.
 */
export interface Resource<
  Inputs extends object = object,
  Outputs extends object = object,
  Place extends object = object,
> {
  /** Token of the package schema: `swr:index:Organization`. */
  readonly token: `swr:index:${string}`;
  readonly description: Description;
  /** Pure: what is wrong with the inputs that the description cannot say. Defaults are filled in. Values that are not known yet are right. */
  rules?(inputs: Inputs): readonly CheckFailure[];
  /**
   * What is there now: every input that the server answers, and the outputs. An import knows the place alone. Throws NotFoundError
   * where nothing is there.
   */
  read(call: Call, at: Place & Partial<Inputs>): Promise<Live<Inputs, Outputs>>;
  /** Makes it. Throws ExistsError where there is one of that name. */
  create(call: Call, inputs: Inputs): Promise<unknown>;
  /**
   * Changes it in place. `live`: what is there now, with the number that the server has given it. Left out: every change
   * replaces. Throws NotFoundError where nothing is there.
   */
  update?(call: Call, inputs: Inputs, live: Live<Inputs, Outputs>): Promise<unknown>;
  /**
   * `state`: what the last run has kept. Beside the place, all of it may be missing: outputs, where the read after a create failed,
   * and inputs that the server did not answer. Throws NotFoundError where nothing is there, which is fine.
   */
  delete(call: Call, state: Place & Partial<Inputs & Outputs>): Promise<unknown>;
}

/** A resource with the types that its description says. */
export type ResourceOf<D extends Description> = Resource<InputsOf<D>, OutputsOf<D>, PlaceOf<D>>;

/** What a server answers of a resource: of the inputs some, of the outputs all. */
export type Live<Inputs, Outputs> = Partial<Inputs> & Outputs;

/** One thing that is wrong with an input. The property is spelled as the user wrote it: `users[2].permission`. */
export interface CheckFailure {
  readonly property: string;
  /** What is wrong, and what to do. */
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: object;
  readonly failures: readonly CheckFailure[];
}

export interface DiffResult {
  readonly changes: boolean;
  /** Properties whose change needs a new resource. */
  readonly replaces: readonly string[];
  /** Whether a replacement deletes first: always where old and new would have the same id. */
  readonly deleteBeforeReplace: boolean;
}

export interface Claim {
  readonly property: string;
  /** Two claims with one key are of one thing. */
  readonly key: string;
  /** What is claimed, in the user's words: `team-a/web/app`. */
  readonly what: string;
  /** Why there is only one: begins a sentence that follows. */
  readonly why: string;
}

/** What every definition has. */
export interface Definition<Inputs extends object> {
  /** Token of the package schema: `swr:index:RepositoryAccess`. */
  readonly token: string;
  /** What its part of the package schema, its class or function and its page are made from. */
  readonly description: Description | FunctionDescription;
  /**
   * Pure: what is wrong with the inputs that the description cannot say. Defaults are filled in. Shapes may be wrong, the schema
   * says so; what is not known yet is right.
   */
  rules(inputs: Inputs): readonly CheckFailure[];
}

/** One function: plain values in, plain values out. Its arguments have passed schema and rules, and are known. */
export interface FunctionDefinition<Args extends object, Result extends object> extends Definition<Args> {
  readonly description: FunctionDescription;
  invoke(context: Context, args: Args): Promise<Result>;
}

/**
 * One resource: plain values in, plain values out. Inputs have passed schema and rules; in `check` and `diff` they may hold
 * values that are not known yet (`unknown.ts`), in the other hooks they never do. `readAt`: when the engine has had the
 * resource read for this very run, perhaps by another process, in milliseconds; undefined: it has not. State and old inputs say what
 * was live then.
 */
export interface ResourceDefinition<Inputs extends object, State extends object> extends Definition<Inputs> {
  readonly description: Description;
  /** Its diff looks at the server itself, and a refresh by the engine before it would only read everything twice. Default: no. */
  readonly looksItself?: true;
  /**
   * Pure: what only one resource of a program may declare; undefined while it is not known. Hosts that see the whole program
   * refuse the second one, by this property and for this reason. The settings say which server a region is on.
   */
  claim(inputs: Inputs, settings: Settings): Claim | undefined;
  /** `olds` are the inputs of the last run, undefined for a new resource. */
  check(
    context: Context,
    olds: Partial<Inputs> | undefined,
    news: Inputs,
    readAt: number | undefined,
  ): Promise<CheckResult>;
  diff(
    context: Context,
    id: string,
    state: State,
    news: Inputs,
    readAt: number | undefined,
  ): Promise<DiffResult>;
  /** Throws what must stop a preview that would create it; `check` leaves that to it where the host `previewsCreates`. */
  preview?(context: Context, inputs: Inputs): Promise<void>;
  create(context: Context, inputs: Inputs): Promise<{ id: string; state: State }>;
  /** Without a state, on import and get, what does not exist is an error; else undefined says that it is gone. */
  read(
    context: Context,
    id: string,
    state: State | undefined,
  ): Promise<{ id: string; state: State; inputs: Inputs } | undefined>;
  update(context: Context, id: string, state: State, inputs: Inputs): Promise<State>;
  delete(context: Context, id: string, state: State, readAt: number | undefined): Promise<void>;
}
