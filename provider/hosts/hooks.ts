import { setTimeout as realSleep } from "node:timers/promises";
import { checkSchema } from "../check";
import { withDefaults } from "../description";
import { cancellable, type CurrentCancellation } from "../http/cancel";
import { checkLimits } from "../limits";
import { checkPlace } from "../place";
import type {
  CheckFailure,
  CheckResult,
  Claim,
  Context,
  Definition,
  DiffResult,
  FunctionDefinition,
  Log,
  ResourceDefinition,
} from "../resource";
import type { Settings } from "../settings";
import { createClients, type Sleep } from "../swr/client";

/** The hooks of a resource as every host calls them: plain values in and out, checked against the schema first. */
export interface Hooks {
  /** Whether `diff` itself reads the server, so that the engine need not refresh the resource before. */
  readonly looksItself: boolean;
  /** What only one resource of a program may declare. */
  claim(inputs: object): Claim | undefined;
  check(olds: object | undefined, news: object, readAt?: number): Promise<CheckResult>;
  diff(id: string, state: object, news: object, readAt?: number): Promise<DiffResult>;
  /** Runs when a preview would create the resource, and throws what must stop it. */
  preview(inputs: object): Promise<void>;
  create(inputs: object): Promise<{ id: string; state: object }>;
  /** Undefined: the resource does not exist. On import and get there is no state. */
  read(
    id: string,
    state: object | undefined,
  ): Promise<{ id: string; state: object; inputs: object } | undefined>;
  update(id: string, state: object, inputs: object): Promise<object>;
  delete(id: string, state: object, readAt?: number): Promise<void>;
}

/** What a host or a test provides itself. What is left out comes from the machine. */
export interface Own {
  readonly sleep?: Sleep;
  readonly now?: () => Date;
  readonly cancellation?: CurrentCancellation;
  readonly previewsCreates?: boolean;
}

/** The result of a function, or the failures of its arguments. With failures, nothing was called. */
export interface InvokeResult {
  readonly result?: object;
  readonly failures: readonly CheckFailure[];
}

/** Makes the context of a run. Connections, caches and memories live as long as the context. */
export function createContext(settings: Settings, log: Log, own: Own = {}): Context {
  const { sleep: wait = realSleep, now = () => new Date(), cancellation = () => undefined } = own;
  const { previewsCreates = false } = own;
  const sleep = cancellable(wait, cancellation);
  const memories = new Map<unknown, object>();
  const context: Context = {
    settings,
    log,
    sleep,
    now,
    previewsCreates,
    swr: createClients(settings, { notify: log, sleep, now, cancellation }),
    recall: <Memory extends object>(kind: (context: Context) => Memory): Memory => {
      const memory = (memories.get(kind) as Memory | undefined) ?? kind(context);
      memories.set(kind, memory);
      return memory;
    },
  };
  return context;
}

/** Fills in defaults and checks inputs by schema, limits, rules and place. Each property has at most one failure, the first one. */
function examine(definition: Definition<object>, given: object): CheckResult {
  const { token, description } = definition;
  const inputs = withDefaults(description.inputs, given);
  const all = [
    ...checkSchema(token, given),
    ...checkLimits(description, given),
    ...definition.rules(inputs),
    ...("place" in description ? checkPlace(description.place, given) : []),
  ];
  const isFirst = ({ property }: CheckFailure, at: number): boolean =>
    all.findIndex((other) => other.property === property) === at;
  return { inputs, failures: all.filter(isFirst) };
}

/** The hooks of a resource. The context is asked for late, so that wrong settings fail only in a hook that calls the server. */
export function createHooks(definition: ResourceDefinition<object, object>, context: () => Context): Hooks {
  return {
    looksItself: definition.looksItself === true,
    check: async (olds, news, readAt) => {
      const { inputs, failures } = examine(definition, news);
      if (failures.length > 0) return { inputs: news, failures };
      return definition.check(context(), olds, inputs, readAt);
    },
    claim: (inputs) => definition.claim(inputs, context().settings),
    diff: async (id, state, news, readAt) => definition.diff(context(), id, state, news, readAt),
    preview: async (inputs) => definition.preview?.(context(), inputs),
    create: async (inputs) => definition.create(context(), inputs),
    read: async (id, state) => definition.read(context(), id, state),
    update: async (id, state, inputs) => definition.update(context(), id, state, inputs),
    delete: async (id, state, readAt) => definition.delete(context(), id, state, readAt),
  };
}

/** A function as every host calls it. A refusal by the server is thrown. */
export function createFunction(
  definition: FunctionDefinition<object, object>,
  context: () => Context,
): (args: object) => Promise<InvokeResult> {
  return async (args) => {
    const { inputs, failures } = examine(definition, args);
    return failures.length > 0
      ? { failures }
      : { result: await definition.invoke(context(), inputs), failures };
  };
}
