/** Everything a stack can set: where to call, as whom, and what to leave alone. */
import { isLoopback } from "../http/transport";
import { type Caller, readCaller, readForm } from "./credentials";
import { checkRegion, type Cloud, CLOUDS, readAddress, type Where } from "./endpoints";
import { profileSources } from "./profiles";
import { type ConfigReader, configSource, type Environment, familySource, firstOf } from "./sources";
import { readTls, type Tls } from "./tls";
import { type Lookup, readBoolean, readList, readNumber, readWord, type SettingKey } from "./variables";

export { endpointsOf } from "./endpoints";
export { PROFILE_KEYS } from "./profiles";
export { type ConfigReader, type Environment } from "./sources";
export { howToSet, isSecretSetting, SETTING_KEYS, type SettingKey, variablesOf } from "./variables";

/** All settings, resolved. */
export interface Settings extends Caller, Where {
  readonly projectId?: string;
  readonly projectName?: string;
  /** The account in which users are looked up. */
  readonly domainId?: string;
  readonly tls: Tls;
  /** Users, by id or name, that no resource touches. */
  readonly ignoreUsers: readonly string[];
  /** Whether the user names in access lists are trusted. */
  readonly trustListedNames: boolean;
  /** Whether `diff` reads the server. */
  readonly liveDiff: boolean;
  /** How many grants one run may revoke, all resources together; undefined: any number. */
  readonly maxRevokes?: number;
  /** File into which policies write all differences that they find; undefined: none. */
  readonly differencesFile?: string;
  readonly budgets: Budgets;
}

/** Limits for requests: how long, how often, how many at once. Times in milliseconds. */
export interface Budgets {
  /** Time for one attempt, from sending to the last byte of the answer. */
  readonly requestTimeout: number;
  readonly maxRetries: number;
  /** Time for one request with all its attempts and waits. */
  readonly retryBudget: number;
  readonly maxConcurrency: number;
}

/** The families of environment variables that each cloud's own tools read, in the order in which they are asked. */
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

/**
 * The address of the metadata service; undefined: it is never asked. A machine's own credentials must not be sent to an
 * emulator unless the setting says so.
 */
function readMetadata(value: string | undefined, isEmulated: boolean): string | undefined {
  if (value === "off" || (value === undefined && isEmulated)) return undefined;
  // Plain http is allowed here: nothing secret is sent to this service, and it has no https.
  return readAddress("metadataEndpoint", value ?? METADATA, true);
}

/**
 * Resolves all settings. *Where* to call comes from the stack before the environment, so that a leftover variable does not
 * send a stack elsewhere. *Who* calls comes from the environment first, completely from one family. Profiles that the
 * environment names come last for both.
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
  // Variables of other tools are ignored here: they would send an emulator's calls, and its credentials, to the IAM of a real
  // cloud.
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
