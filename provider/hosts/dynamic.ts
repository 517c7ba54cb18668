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

/** The text of the provider among a resource's inputs; the host puts it back where we leave it out. */
const PROVIDER = "__provider";
type Props = Record<string, unknown>;

/** The resource's own part of its properties. What is secret among them is shown by no sentence from now on. */
function read({ [PROVIDER]: _text, ...rest }: Props): Props {
  const { texts = [], props } = unpacked(rest);
  redact.add(texts);
  return props;
}
const isNothing = (props: Props | undefined): boolean => Object.keys(read(props ?? {})).length === 0;

/** A resource's answer with what was declared as secret, so that the next run knows it. */
const keeping = (answer: object, props: Props): Props => packed(answer, unpacked(props).texts);

/** Inputs as check answers them: what it has added to a secret item, such as the id of a user whose name is secret, is so, too. */
function checked(inputs: object, news: Props): Props {
  const { texts, props } = unpacked(news);
  const all = texts && [...new Set([...texts, ...addedTexts(inputs, props, new Set(texts))])];
  redact.add(all ?? []);
  return packed(inputs, all);
}

/** One for all resources of the process: settings, connections and what a run remembers are shared. */
let context: Context | undefined;
let readConfig: ConfigReader = () => undefined;

/** The types that have been configured in this run: the host configures each with its first resource. */
const configured = new Set<ResourceName>();

/** A type that is configured once more begins a run; any other one joins the run that its neighbours began. */
function beginOrJoin(name: ResourceName, read: ConfigReader): void {
  if (configured.has(name) || configured.size === 0) {
    configured.clear();
    context = undefined;
  }
  configured.add(name);
  readConfig = read;
}

/** Takes out of any text what programs have declared as secret. */
const redact = createTextRedactor();

/** A text without secrets, as an engine can show it. */
const say = (text: string): string => shown(redact(text));

/** The engine's address is the only argument the dynamic host is started with. */
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

/** Every text of an error that the host may show. Where the error is ours, its message says all, and its stack nothing. */
function toShow(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  thrown.message = redact(thrown.message);
  thrown.stack = thrown instanceof SwrError ? "" : redact(thrown.stack ?? "");
  return shownError(thrown);
}

/** Shows a hook's lines before it ends, and its failure plainly: the host prints an error's stack beside its message. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toShow(thrown);
  } finally {
    await log?.said();
  }
}

/** Created, but not all of it: the host reads id, properties and reasons, and forgets the provider's text. */
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

/** A resource as Pulumi's dynamic host wants it. */
export function createDynamicProvider(name: ResourceName): DynamicProvider {
  const hooks = createHooks(REGISTRY[name], currentContext);
  return {
    // Takes effect before it returns: the host calls the first hooks without waiting for it.
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
