import type { Description, FunctionDescription, InputsOf, OutputsOf, PlaceOf } from "./description";
import type { Settings } from "./settings";
import type { Sleep, SwrClient } from "./swr/client";

/** Shows the user one line. The line begins with the name of the object that it is about. */
export type Log = (line: string) => void;

/** What a resource works with. A resource knows neither which host it runs in nor how requests travel. */
export interface Context {
  readonly settings: Settings;
  /** The client of a region; undefined: of the region in the settings. */
  readonly swr: (region: string | undefined) => SwrClient;
  readonly log: Log;
  readonly sleep: Sleep;
  /** Whether the host calls `preview` for creates. Engines run many of those at the same time, but checks one after the other. */
  readonly previewsCreates: boolean;
  /** The current time. A hook asks for it once, so that all its decisions go by the same moment. */
  readonly now: () => Date;
  /**
   * The run's memory of one kind. `kind` makes it at the first call; later calls in any hook get the same object. The memory
   * ends with the context.
   */
  readonly recall: <Memory extends object>(kind: (context: Context) => Memory) => Memory;
}

/** What a `Resource` works with in one hook. */
export interface Call extends Context {
  /** The client of the resource's region. */
  readonly client: SwrClient;
  /** The name of the resource in log lines and errors: `team-a/web/app`. Operations in `swr/` put it into their errors. */
  readonly subject: string;
}

/**
 * A resource of a few calls: its description, and the calls that read, create, update and delete it. `lifecycle/` makes the
 * hooks from them: id, region, claim, replacement, existing objects, missing objects, import, lost answers, drift by
 * property. `ResourceOf` infers the types from the description.
 */
export interface Resource<
  Inputs extends object = object,
  Outputs extends object = object,
  Place extends object = object,
> {
  /** Token of the package schema: `swr:index:Organization`. */
  readonly token: `swr:index:${string}`;
  readonly description: Description;
  /** Pure. Checks what the description cannot express. Defaults are filled in. Values that are not known yet pass. */
  rules?(inputs: Inputs): readonly CheckFailure[];
  /**
   * Reads the object: every input whose value the server returns, and the outputs. An import gives only the place. Throws
   * NotFoundError where the object does not exist.
   */
  read(call: Call, at: Place & Partial<Inputs>): Promise<Live<Inputs, Outputs>>;
  /** Creates the object. Throws ExistsError where an object of that name exists. */
  create(call: Call, inputs: Inputs): Promise<unknown>;
  /**
   * Changes the object in place. `live`: the object as it was read just before, with outputs such as its number. Where a
   * resource has no `update`, every change replaces it. Throws NotFoundError where the object does not exist.
   */
  update?(call: Call, inputs: Inputs, live: Live<Inputs, Outputs>): Promise<unknown>;
  /**
   * Deletes the object. `state`: the state of the last run, in which only the place is certain. Outputs are missing where the
   * read after a create failed, and inputs where the server did not return them. Throws NotFoundError where the object does
   * not exist, which counts as success.
   */
  delete(call: Call, state: Place & Partial<Inputs & Outputs>): Promise<unknown>;
}

/** A resource with the types that its description says. */
export type ResourceOf<D extends Description> = Resource<InputsOf<D>, OutputsOf<D>, PlaceOf<D>>;

/** An object as the server returns it: some of the inputs, and all outputs. */
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
  /** Properties whose change replaces the resource. */
  readonly replaces: readonly string[];
  /** Whether a replacement deletes the old object before it creates the new one. */
  readonly deleteBeforeReplace: boolean;
}

/** What only one resource of a program may declare, such as the list of one repository. */
export interface Claim {
  readonly property: string;
  /** Two claims with the same key are about the same thing. */
  readonly key: string;
  /** What is claimed, in the user's words: `team-a/web/app`. */
  readonly what: string;
  /** Why only one resource may declare it. A refusal ends with this text. */
  readonly why: string;
}

/** What resources and functions have in common. */
export interface Definition<Inputs extends object> {
  /** Token of the package schema: `swr:index:RepositoryAccess`. */
  readonly token: string;
  /** The source of its part of the package schema, of its class or function, and of its page. */
  readonly description: Description | FunctionDescription;
  /**
   * Pure. Checks what the description cannot express. Defaults are filled in. Wrong types pass, since the schema reports
   * them, and so do values that are not known yet.
   */
  rules(inputs: Inputs): readonly CheckFailure[];
}

/** One function: plain values in, plain values out. Its arguments have passed schema and rules, and are known. */
export interface FunctionDefinition<Args extends object, Result extends object> extends Definition<Args> {
  readonly description: FunctionDescription;
  invoke(context: Context, args: Args): Promise<Result>;
}

/**
 * One resource: plain values in, plain values out. Inputs have passed schema and rules. In `check` and `diff` they may
 * contain values that are not known yet (`unknown.ts`), in the other hooks they never do. `readAt`: when a refresh of this
 * run has read the resource, perhaps in another process, in milliseconds; state and old inputs are as of that moment.
 * Undefined: no refresh has read it.
 */
export interface ResourceDefinition<Inputs extends object, State extends object> extends Definition<Inputs> {
  readonly description: Description;
  /** Whether `diff` itself reads the server, so that a refresh by the engine before it would only read everything twice. */
  readonly looksItself?: true;
  /**
   * Pure. What only one resource of a program may declare; undefined while that is not known. Hosts that see the whole
   * program refuse the second resource with the same claim. The settings say which server a region is on.
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
  /**
   * Runs when a preview would create the resource, and throws what must stop it. Where the host `previewsCreates`, `check`
   * leaves these refusals to this hook.
   */
  preview?(context: Context, inputs: Inputs): Promise<void>;
  create(context: Context, inputs: Inputs): Promise<{ id: string; state: State }>;
  /**
   * Reads the resource; undefined: it does not exist any more. Without a state, on import and get, a missing resource is an
   * error.
   */
  read(
    context: Context,
    id: string,
    state: State | undefined,
  ): Promise<{ id: string; state: State; inputs: Inputs } | undefined>;
  update(context: Context, id: string, state: State, inputs: Inputs): Promise<State>;
  delete(context: Context, id: string, state: State, readAt: number | undefined): Promise<void>;
}
