/** Everything a stack can set: where to call, as whom, and what to leave alone. */
import { isLoopback } from "../http/transport";
import { type Caller, readCaller, readForm } from "./credentials";
import { checkRegion, type Cloud, CLOUDS, readAddress, type Where } from "./endpoints";
import { profileSources } from "./profiles";
import { type ConfigReader, configSource, type Environment, familySource, firstOf } from "./sources";
import { readTls, type Tls } from "./tls";
import { type Lookup, readBoolean, readList, readNumber, readWord, type SettingKey } from "./variables";

export { endpointsOf } from "./endpoints";
export { type ConfigReader } from "./sources";
export { howToSet, isSecretSetting, SETTING_KEYS, type SettingKey } from "./variables";

/** All settings, resolved. */
export interface Settings extends Caller, Where {
  readonly projectId?: string;
  readonly projectName?: string;
  /** The account of the users that are looked up. */
  readonly domainId?: string;
  readonly tls: Tls;
  /** Users, by id or name, that no resource touches. */
  readonly ignoreUsers: readonly string[];
  /** Whether the name that an access list shows for an entry is believed. */
  readonly trustListedNames: boolean;
  /** Whether `diff` reads live state. */
  readonly liveDiff: boolean;
  /** How many grants one run may revoke, all resources together; undefined: as many as it takes. */
  readonly maxRevokes?: number;
  /** Where policies write all differences that they find; undefined: nowhere. */
  readonly differencesFile?: string;
  readonly budgets: Budgets;
}

/** How long, how often and how many at once. Times in milliseconds. */
export interface Budgets {
  /** One attempt, from sending to the last byte of the answer. */
  readonly requestTimeout: number;
  readonly maxRetries: number;
  /** One request with all its attempts and waits. */
  readonly retryBudget: number;
  readonly maxConcurrency: number;
}

/** The families of environment variables, first to last, as each cloud's own tools read them. */
const FAMILIES: Readonly<Record<Cloud, readonly string[]>> = {
  huaweicloud: ["SWR_", "HW_", "OS_"],
  otc: ["SWR_", "OS_", "HW_"],
};

function readBudgets(where: Lookup): Budgets {
  const read = (key: SettingKey, least: number, most: number): number =>
    readNumber(key, where(key), { least, most });
  return {
    requestTimeout: 1000 * read("requestTimeout", 0.1, 600),
    maxRetries: read("maxRetries", 0, 100),
    retryBudget: 1000 * read("retryBudget", 0, 3600),
    maxConcurrency: read("maxConcurrency", 1, 256),
  };
}

/** The metadata service of an ECS, which has one address everywhere. */
const METADATA = "http://169.254.169.254";

/** Undefined: never asked. A machine's own credentials must not travel to an emulator, unless somebody says so. */
function readMetadata(value: string | undefined, isEmulated: boolean): string | undefined {
  if (value === "off" || (value === undefined && isEmulated)) return undefined;
  // Nothing secret is sent there, and there is no https.
  return readAddress("metadataEndpoint", value ?? METADATA, true);
}

/**
 * Resolves all settings. *Where* to call comes from the stack before the environment, so that a leftover variable
 * does not send a stack elsewhere; *who* calls comes from the environment first, whole, from one family. Profiles that
 * the environment names come last in both.
 */
export function resolveSettings(config: ConfigReader, environment: Environment): Settings {
  const stack = configSource(config);
  const own = familySource("SWR_", environment);
  const cloud = readWord("cloud", firstOf([stack, own], "cloud") ?? "huaweicloud", CLOUDS);
  const families = FAMILIES[cloud].map((family) => familySource(family, environment));
  const profiles = profileSources(FAMILIES[cloud], environment);
  const where: Lookup = (key) => firstOf([stack, ...families, ...profiles], key);
  const allowPlainHttp = readBoolean("allowPlainHttp", firstOf([stack, own], "allowPlainHttp"));
  const endpoint = readAddress("endpoint", where("endpoint"), allowPlainHttp);
  // Other tools' variables would send an emulator's calls, and its credentials, to a real cloud's IAM.
  const isEmulated = endpoint !== undefined && isLoopback(endpoint);
  const iam = isEmulated ? firstOf([stack, own], "iamEndpoint") : where("iamEndpoint");
  const texts = {
    region: where("region"),
    endpoint,
    iamEndpoint: readAddress("iamEndpoint", iam, allowPlainHttp),
    projectId: where("projectId"),
    projectName: where("projectName"),
    domainId: where("domainId"),
    differencesFile: where("differencesFile"),
  };
  const maxRevokes = where("maxRevokes");
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  const resolved = {
    ...(Object.fromEntries(given) as { [K in keyof typeof texts]?: string }),
    cloud,
    ...readCaller({
      sources: [...families, stack, ...profiles],
      stack,
      form: readForm(where("signatureForm"), cloud),
      metadataEndpoint: readMetadata(where("metadataEndpoint"), isEmulated),
    }),
    tls: readTls(where),
    ignoreUsers: readList("ignoreUsers", where("ignoreUsers")),
    trustListedNames: readBoolean("trustListedNames", where("trustListedNames")),
    liveDiff: readBoolean("liveDiff", where("liveDiff")),
    ...(maxRevokes === undefined
      ? {}
      : { maxRevokes: readNumber("maxRevokes", maxRevokes, { least: 0, most: 1_000_000 }) }),
    budgets: readBudgets(where),
  };
  checkRegion(resolved);
  return resolved;
}
