import type * as pulumi from "@pulumi/pulumi";
import { messageOf, PartialFailureError, SwrError } from "../errors";
import { REGISTRY, type ResourceName } from "../registry";
import type { Context } from "../resource";
import { type ConfigReader, resolveSettings } from "../settings";
import { EngineLog } from "./engineLog";
import { createContext, createHooks } from "./hooks";
import { addedTexts, createTextRedactor, SECRETS, textsOf } from "./secretTexts";
import { shown, shownError } from "./shown";

type DynamicProvider = pulumi.dynamic.ResourceProvider;

/** The text of the provider among a resource's inputs; the host puts it back where we leave it out. */
const PROVIDER = "__provider";
type Props = Record<string, unknown>;

/** What stands under `__secrets` once a provider has answered. */
interface Kept {
  readonly declared: unknown;
  /** Hidden properties of the resource that repeat a secret: engines encrypt what they know as secret, by name. */
  readonly hidden: Props;
}
const isKept = (secrets: unknown): secrets is Kept =>
  typeof secrets === "object" && secrets !== null && "hidden" in secrets;
const declaredIn = (secrets: unknown): unknown => (isKept(secrets) ? secrets.declared : secrets);

/** The resource's own part of its properties. What is secret among them is shown by no sentence from now on. */
function read({ [PROVIDER]: _text, [SECRETS]: secrets, ...rest }: Props): Props {
  redact.add(textsOf(declaredIn(secrets)));
  return isKept(secrets) ? { ...rest, ...secrets.hidden } : rest;
}
const isNothing = (props: Props | undefined): boolean => Object.keys(read(props ?? {})).length === 0;

/** A resource's answer with what was declared as secret, so that the next run knows it. A program without secrets has none. */
function keeping(answer: object, { [SECRETS]: secrets }: Props): Props {
  if (secrets === undefined) return { ...answer };
  const declared = declaredIn(secrets);
  const texts = new Set(textsOf(declared));
  const isSecret = ([name, value]: [string, unknown]): boolean =>
    name.startsWith("__") && textsOf(value).some((text) => texts.has(text));
  const entries = Object.entries(answer) as [string, unknown][];
  const hidden = Object.fromEntries(entries.filter(isSecret));
  const rest = Object.fromEntries(entries.filter((entry) => !isSecret(entry)));
  return { ...rest, [SECRETS]: { declared, hidden } satisfies Kept };
}

/** What the program declares as secret, and what check has added to it: the ids of users whose names are secret. */
function secretsOf({ [SECRETS]: secrets }: Props, given: Props, checked: object): unknown {
  const added = [...new Set(addedTexts(checked, given, new Set(textsOf(secrets))))];
  return added.length === 0 ? secrets : [secrets, added];
}

/** One for all resources of the process: settings, connections and what was read are shared. */
let context: Context | undefined;
let readConfig: ConfigReader = () => undefined;

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
      readConfig = (key) => config.get(`swr:${key}`);
      context = undefined;
      return Promise.resolve();
    },
    check: (olds: Props, news: Props) =>
      plainly(async () => {
        const [before, given] = [isNothing(olds) ? undefined : read(olds), read(news)];
        const { inputs, failures } = await hooks.check(before, given);
        const secrets = secretsOf(news, given, inputs);
        redact.add(textsOf(secrets));
        return {
          inputs: keeping(inputs, { [SECRETS]: secrets }),
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
