import { setTimeout as realSleep } from "node:timers/promises";
import { checkSchema, withDefaults } from "../check";
import { cancellable, type CurrentCancellation } from "../http/cancel";
import type { CheckResult, Context, DiffResult, Log, ResourceDefinition } from "../resource";
import type { Settings } from "../settings";
import { createClients, type Sleep } from "../swr/client";

/** What every host does with a definition: plain values in and out, checked against the schema first. */
export interface Hooks {
  check(olds: object | undefined, news: object, isRefreshed?: boolean): Promise<CheckResult>;
  diff(id: string, state: object, news: object, isRefreshed?: boolean): Promise<DiffResult>;
  create(inputs: object): Promise<{ id: string; state: object }>;
  /** Undefined: it does not exist. Without a state on import and get. */
  read(
    id: string,
    state: object | undefined,
  ): Promise<{ id: string; state: object; inputs: object } | undefined>;
  update(id: string, state: object, inputs: object): Promise<object>;
  delete(id: string, state: object): Promise<void>;
}

/** What a host, or a test, has of its own; the others are the machine's. */
interface Own {
  readonly sleep?: Sleep;
  readonly now?: () => Date;
  readonly cancellation?: CurrentCancellation;
}

/** Connections, caches and what was read live as long as the context. */
export function createContext(settings: Settings, log: Log, own: Own = {}): Context {
  const { sleep: wait = realSleep, now = () => new Date(), cancellation = () => undefined } = own;
  const sleep = cancellable(wait, cancellation);
  return {
    settings,
    log,
    sleep,
    now,
    swr: createClients(settings, { notify: log, sleep, now, cancellation }),
  };
}

/** The context comes late: settings are only needed, and only complained of, once a hook calls out. */
export function createHooks(definition: ResourceDefinition<object, object>, context: () => Context): Hooks {
  const { token } = definition;
  return {
    check: async (olds, news, isRefreshed = false) => {
      const complete = withDefaults(token, news);
      const failures = checkSchema(token, news);
      const isSaid = (property: string): boolean => failures.some((said) => said.property === property);
      const all = [...failures, ...definition.rules(complete).filter(({ property }) => !isSaid(property))];
      if (all.length > 0) return { inputs: news, failures: all };
      return definition.check(context(), olds, complete, isRefreshed);
    },
    diff: async (id, state, news, isRefreshed = false) =>
      definition.diff(context(), id, state, news, isRefreshed),
    create: async (inputs) => definition.create(context(), inputs),
    read: async (id, state) => definition.read(context(), id, state),
    update: async (id, state, inputs) => definition.update(context(), id, state, inputs),
    delete: async (id, state) => definition.delete(context(), id, state),
  };
}
