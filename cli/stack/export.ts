/** Reads the output of `pulumi stack export`: the resources of this provider, of either host, with secrets marked. */
import type { ResourceName } from "../../provider/registry";
import { plain } from "../../provider/http/plain";
import { UsageError } from "../session";

type Props = Readonly<Record<string, unknown>>;

/** A value that the export holds encrypted, or anything that contains one. */
export const ENCRYPTED = Symbol("encrypted");

/** One resource of the stack. Encrypted values are `ENCRYPTED`, all texts are safe to show. */
export interface StackResource {
  readonly urn: string;
  readonly name: ResourceName;
  readonly inputs: Props;
  readonly outputs: Props;
  /** The settings of the resource's provider: `ignoreUsers`, ... */
  readonly settings: Props;
  /** The last create or update stopped partway. The inputs are then those of the run before, or those of the failed run. */
  readonly hasFailed: boolean;
}

export interface Stack {
  /** `project/stack`. */
  readonly name: string;
  readonly resources: readonly StackResource[];
}

interface Exported {
  readonly urn: string;
  readonly id?: string;
  readonly type: string;
  readonly inputs?: Props;
  readonly outputs?: Props;
  readonly provider?: string;
  readonly delete?: boolean;
  readonly external?: boolean;
  readonly pendingReplacement?: boolean;
  readonly initErrors?: readonly string[];
}

/** The key and value by which Pulumi's state marks a secret. */
const MARK = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The types of either host, and the text that the dynamic host runs for a resource of ours. */
const TYPE = /^(?:swr:index|pulumi-nodejs:dynamic\/swr):(\w+)$/;
const TEXT = /require\("pulumi-swr\/provider"\)\.dynamicProviders\.(\w+)/;

const isObject = (value: unknown): value is Props =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value of the export: secrets with `--show-secrets` as they are, others as `ENCRYPTED`, texts safe to show. */
function opened(value: unknown): unknown {
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) return value.map(opened);
  if (!isObject(value)) return value;
  if (value[MARK] !== SECRET)
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [plain(key), opened(it)]));
  const { plaintext } = value;
  return typeof plaintext === "string" ? opened(JSON.parse(plaintext)) : ENCRYPTED;
}

const propsOf = (value: unknown): Props => {
  const props = opened(value ?? {});
  return isObject(props) ? props : {};
};

/** The resource's name in the registry; undefined: it is none of this provider's, or the stack does not manage it (any more). */
function nameOf(it: Exported): ResourceName | undefined {
  if (it.delete === true || it.external === true || it.pendingReplacement === true) return undefined;
  const text = it.inputs?.["__provider"];
  const found = TYPE.exec(it.type) ?? TEXT.exec(typeof text === "string" ? text : "");
  return found?.[1] as ResourceName | undefined;
}

const isExported = (value: unknown): value is Exported =>
  isObject(value) && typeof value["urn"] === "string" && typeof value["type"] === "string";

/** `urn:pulumi:STACK::PROJECT::…` as `PROJECT/STACK`. */
function stackOf(urn: string | undefined): string {
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urn ?? "") ?? [];
  return stack === undefined || project === undefined ? "(empty stack)" : plain(`${project}/${stack}`);
}

/** Parses the text of an export. `from`: where it is from, for errors. */
export function parseExport(text: string, from: string): Stack {
  const wrong = `${from} is not the output of "pulumi stack export"`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError(`${wrong}: it is not JSON.`);
  }
  const deployment = isObject(parsed) ? parsed["deployment"] : undefined;
  if (!isObject(deployment)) throw new UsageError(`${wrong}: it has no deployment.`);
  const all: unknown = deployment["resources"] ?? [];
  if (!Array.isArray(all) || !all.every(isExported))
    throw new UsageError(`${wrong}: its resources have no urn and type.`);
  // A replaced provider that waits for its deletion has the URN of its successor, so the id tells them apart.
  const providers = new Map(all.map((it) => [`${it.urn}::${it.id ?? ""}`, it]));
  const settingsOf = ({ provider = "" }: Exported): Props => propsOf(providers.get(provider)?.inputs);
  const resources = all.flatMap((it): StackResource[] => {
    const name = nameOf(it);
    if (name === undefined) return [];
    const { inputs, outputs, initErrors = [] } = it;
    return [
      {
        urn: plain(it.urn),
        name,
        inputs: propsOf(inputs),
        outputs: propsOf(outputs),
        settings: settingsOf(it),
        hasFailed: initErrors.length > 0,
      },
    ];
  });
  return { name: stackOf(all[0]?.urn), resources };
}
