import type * as pulumi from "@pulumi/pulumi";
import { messageOf, PartialFailureError, SwrError } from "../errors";
import { REGISTRY, type ResourceName } from "../registry";
import type { Context } from "../resource";
import { type ConfigReader, resolveSettings } from "../settings";
import { EngineLog } from "./engineLog";
import { createContext, createHooks } from "./hooks";
import { addedTexts, createTextRedactor, packed, unpacked } from "./secretTexts";
import { shown, shownError } from "./shown";

type DynamicProvider = pulumi.dynamic.ResourceProvider;

/** The input that contains the provider's text. The host adds it again where an answer leaves it out. */
const PROVIDER = "__provider";
type Props = Record<string, unknown>;

/**
 * The properties without the provider's text and the hidden record of secrets. From now on, no line or error shows these
 * secrets.
 */
function read({ [PROVIDER]: _text, ...rest }: Props): Props {
  const { texts = [], props } = unpacked(rest);
  redact.add(texts);
  return props;
}
const isNothing = (props: Props | undefined): boolean => Object.keys(read(props ?? {})).length === 0;

/** Adds the record of declared secrets to a resource's answer, so that the next run knows them. */
const keeping = (answer: object, props: Props): Props => packed(answer, unpacked(props).texts);

/**
 * The inputs that check returns. What check has added to a secret item is secret, too, such as the id of a user whose name is
 * secret.
 */
function checked(inputs: object, news: Props): Props {
  const { texts, props } = unpacked(news);
  const all = texts && [...new Set([...texts, ...addedTexts(inputs, props, new Set(texts))])];
  redact.add(all ?? []);
  return packed(inputs, all);
}

/** The context that all resources of the process share: settings, connections, and what a run remembers. */
let context: Context | undefined;
let readConfig: ConfigReader = () => undefined;

/** The resource types that were configured in this run. The host configures each type with its first resource. */
const configured = new Set<ResourceName>();

/** Begins a run where a type is configured for the second time. Any other type joins the current run. */
function beginOrJoin(name: ResourceName, read: ConfigReader): void {
  if (configured.has(name) || configured.size === 0) {
    configured.clear();
    context = undefined;
  }
  configured.add(name);
  readConfig = read;
}

/** Removes what programs have declared as secret from any text. */
const redact = createTextRedactor();

/** A text without secrets that an engine can show. */
const say = (text: string): string => shown(redact(text));

/** The log of the engine. The engine's address is the only argument that the dynamic host is started with. */
let log: EngineLog | undefined;
function show(line: string): void {
  if (log === undefined) {
    log = new EngineLog();
    log.connect(process.argv[2] ?? "");
  }
  log.say(redact(line));
}

const currentContext = (): Context =>
  (context ??= createContext(resolveSettings(readConfig, process.env), show));

/** Makes an error safe to show. One of our own errors loses its stack, since its message says everything. */
function toShow(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  thrown.message = redact(thrown.message);
  thrown.stack = thrown instanceof SwrError ? "" : redact(thrown.stack ?? "");
  return shownError(thrown);
}

/**
 * Runs a hook. Its lines are shown before it ends, and its failure without a stack, which the host would print beside the
 * message.
 */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toShow(thrown);
  } finally {
    await log?.said();
  }
}

/**
 * Passes a partial failure to the host with id, properties and reasons, so that the state is kept. The host forgets the
 * provider's text then, so it is added.
 */
async function keepingState<T>(props: Props, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof PartialFailureError)) throw thrown;
    const properties = { ...keeping(thrown.properties, props), [PROVIDER]: props[PROVIDER] };
    const reasons = thrown.reasons.map(say);
    throw Object.assign(new Error(messageOf(thrown)), { id: thrown.id, properties, reasons });
  }
}

/** The provider of one resource in the form that Pulumi's dynamic host expects. */
export function createDynamicProvider(name: ResourceName): DynamicProvider {
  const hooks = createHooks(REGISTRY[name], currentContext);
  return {
    // This takes effect before it returns, since the host calls the first hooks without waiting for it.
    configure: ({ config }) => {
      beginOrJoin(name, (key) => config.get(`swr:${key}`));
      return Promise.resolve();
    },
    check: (olds: Props, news: Props) =>
      plainly(async () => {
        const [before, given] = [isNothing(olds) ? undefined : read(olds), read(news)];
        const { inputs, failures } = await hooks.check(before, given);
        return {
          inputs: checked(inputs, news),
          failures: failures.map(({ property, reason }) => ({
            property: say(property),
            reason: say(reason),
          })),
        };
      }),
    diff: (id: string, olds: Props, news: Props) =>
      plainly(async () => {
        const { changes, replaces, deleteBeforeReplace } = await hooks.diff(id, read(olds), read(news));
        return { changes, replaces: [...replaces], deleteBeforeReplace };
      }),
    create: (inputs: Props) =>
      plainly(() =>
        keepingState(inputs, async () => {
          const { id, state } = await hooks.create(read(inputs));
          return { id, outs: keeping(state, inputs) };
        }),
      ),
    read: (id: string, props?: Props) =>
      plainly(async () => {
        const known = props ?? {};
        const found = await hooks.read(id, isNothing(known) ? undefined : read(known));
        if (found === undefined) return {};
        return { id: found.id, props: keeping(found.state, known), inputs: keeping(found.inputs, known) };
      }),
    update: (id: string, olds: Props, news: Props) =>
      plainly(() =>
        keepingState(news, async () => ({
          outs: keeping(await hooks.update(id, read(olds), read(news)), news),
        })),
      ),
    delete: (id: string, props: Props) => plainly(() => hooks.delete(id, read(props))),
  };
}
