import type * as pulumi from "@pulumi/pulumi";
import { messageOf, PartialFailureError, SwrError } from "../errors";
import { REGISTRY, type ResourceName } from "../registry";
import type { Context } from "../resource";
import { type ConfigReader, resolveSettings } from "../settings";
import { EngineLog } from "./engineLog";
import { createContext, createHooks } from "./hooks";
import { shown, shownError, shownFailures } from "./shown";

type DynamicProvider = pulumi.dynamic.ResourceProvider;

/** The text of the provider among a resource's inputs; the host puts it back where we leave it out. */
const PROVIDER = "__provider";
type Props = Record<string, unknown>;

const withoutProvider = ({ [PROVIDER]: _text, ...rest }: Props): Props => rest;
const isNothing = (props: Props | undefined): boolean =>
  Object.keys(withoutProvider(props ?? {})).length === 0;

/** One for all resources of the process: settings, connections and what was read are shared. */
let context: Context | undefined;
let readConfig: ConfigReader = () => undefined;

/** The engine's address is the only argument the dynamic host is started with. */
let log: EngineLog | undefined;
function say(line: string): void {
  if (log === undefined) {
    log = new EngineLog();
    log.connect(process.argv[2] ?? "");
  }
  log.say(line);
}

const currentContext = (): Context =>
  (context ??= createContext(resolveSettings(readConfig, process.env), say));

/** The host prints an error's stack beside its message; where the error is ours, the message says all. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    shownError(thrown);
    if (thrown instanceof SwrError) thrown.stack = "";
    throw thrown;
  } finally {
    await log?.said();
  }
}

/** Created, but not all of it: the host reads id, properties and reasons, and forgets the provider's text. */
async function keepingProvider<T>(props: Props, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof PartialFailureError)) throw thrown;
    const { id } = thrown;
    const reasons = thrown.reasons.map(shown);
    const properties = { ...thrown.properties, [PROVIDER]: props[PROVIDER] };
    throw Object.assign(new Error(messageOf(thrown)), { id, properties, reasons });
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
        const before = isNothing(olds) ? undefined : withoutProvider(olds);
        const { inputs, failures } = await hooks.check(before, withoutProvider(news));
        return { inputs: { ...inputs }, failures: shownFailures(failures) };
      }),
    diff: (id: string, olds: Props, news: Props) =>
      plainly(async () => {
        const { changes, replaces, deleteBeforeReplace } = await hooks.diff(
          id,
          withoutProvider(olds),
          withoutProvider(news),
        );
        return { changes, replaces: [...replaces], deleteBeforeReplace };
      }),
    create: (inputs: Props) =>
      plainly(() =>
        keepingProvider(inputs, async () => {
          const { id, state } = await hooks.create(withoutProvider(inputs));
          return { id, outs: state };
        }),
      ),
    read: (id: string, props?: Props) =>
      plainly(async () => {
        const found = await hooks.read(id, isNothing(props) ? undefined : withoutProvider(props ?? {}));
        return found === undefined ? {} : { id: found.id, props: found.state, inputs: found.inputs };
      }),
    update: (id: string, olds: Props, news: Props) =>
      plainly(() =>
        keepingProvider(news, async () => ({
          outs: await hooks.update(id, withoutProvider(olds), withoutProvider(news)),
        })),
      ),
    delete: (id: string, props: Props) => plainly(() => hooks.delete(id, withoutProvider(props))),
  };
}
