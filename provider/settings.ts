import { SettingsError } from "./errors";
import type { Credentials } from "./http/auth";
import { isLoopback } from "./http/transport";
import schema from "../schema.json";

/** The clouds this provider knows. */
export const CLOUDS = ["huaweicloud", "otc"] as const;
export type Cloud = (typeof CLOUDS)[number];

/** Everything a stack can set, resolved: where to call, as whom, and what to leave alone. */
export interface Settings {
  readonly cloud: Cloud;
  /** Region of resources that name none. */
  readonly region?: string;
  /** SWR's address instead of the region's own. */
  readonly endpoint?: string;
  readonly iamEndpoint?: string;
  readonly projectId?: string;
  readonly projectName?: string;
  readonly domainId?: string;
  readonly credentials: Credentials;
  /** Users, by id or name, that no resource touches. */
  readonly ignoreUsers: readonly string[];
  /** Whether `diff` reads live state. */
  readonly liveDiff: boolean;
  /** How many grants one run may revoke, all resources together; undefined: as many as it takes. */
  readonly maxRevokes?: number;
}

/** Reads one stack setting, `swr:KEY`. */
export type ConfigReader = (key: string) => string | undefined;
type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  readonly description: string;
  readonly defaultInfo?: { readonly environment: readonly string[] };
}
const VARIABLES: Readonly<Record<string, Variable>> = schema.config.variables;
export type SettingKey = keyof typeof schema.config.variables;

/** The families of environment variables, first to last, as each cloud's own tools read them. */
const FAMILIES: Readonly<Record<Cloud, readonly string[]>> = {
  huaweicloud: ["SWR_", "HW_", "OS_"],
  otc: ["SWR_", "OS_", "HW_"],
};

const OTC_REGIONS = ["eu-de", "eu-nl", "eu-ch2"];

const variablesOf = (key: SettingKey): readonly string[] => VARIABLES[key]?.defaultInfo?.environment ?? [];
const nonEmpty = (value: string | undefined): string | undefined =>
  value?.trim() ? value.trim() : undefined;

/** How a setting can be given, for every sentence that asks for it. */
export const howToSet = (key: SettingKey): string => [`swr:${key}`, ...variablesOf(key)].join(", ");

/** One place a value can come from, and how a user calls it. */
interface Source {
  readonly name: string;
  readonly get: (key: SettingKey) => string | undefined;
}

const configSource = (config: ConfigReader): Source => ({
  name: "the stack's settings",
  get: (key) => nonEmpty(config(key)),
});

const familySource = (family: string, environment: Environment): Source => ({
  name: `the ${family}* variables`,
  get: (key) => {
    const names = variablesOf(key).filter((name) => name.startsWith(family));
    return names.map((name) => nonEmpty(environment[name])).find((value) => value !== undefined);
  },
});

const firstOf = (sources: readonly Source[], key: SettingKey): string | undefined =>
  sources.map(({ get }) => get(key)).find((value) => value !== undefined);

function readCloud(config: ConfigReader, environment: Environment): Cloud {
  const value = firstOf([configSource(config), familySource("SWR_", environment)], "cloud") ?? "huaweicloud";
  const cloud = CLOUDS.find((known) => known === value);
  if (cloud === undefined)
    throw new SettingsError(
      `"${value}" is not a cloud: set ${howToSet("cloud")} to one of ${CLOUDS.join(", ")}.`,
    );
  return cloud;
}

/** The credentials of one source, or undefined where it has none at all. Half a method is an error, never skipped. */
function credentialsOf({ name, get }: Source, cloud: Cloud): Credentials | undefined {
  const [token, accessKey, secretKey, securityToken] = (
    ["token", "accessKey", "secretKey", "securityToken"] as const
  ).map(get);
  if (token !== undefined && (accessKey ?? secretKey) !== undefined)
    throw new SettingsError(
      `${name} hold both a token (${howToSet("token")}) and an access key (${howToSet("accessKey")}): keep one of them.`,
    );
  if (token !== undefined) return { method: "token", token };
  if (accessKey === undefined && secretKey === undefined) {
    if (securityToken === undefined) return undefined;
    throw new SettingsError(
      `${name} hold a security token without its key: set ${howToSet("accessKey")} and secretKey.`,
    );
  }
  if (accessKey === undefined || secretKey === undefined) {
    const missing = accessKey === undefined ? "accessKey" : "secretKey";
    throw new SettingsError(`${name} hold half a key pair: set ${howToSet(missing)} as well.`);
  }
  const form = cloud === "otc" ? "Credential" : "Access";
  return {
    method: "key",
    accessKey,
    secretKey,
    form,
    ...(securityToken === undefined ? {} : { securityToken }),
  };
}

function readCredentials(sources: readonly Source[], cloud: Cloud): Credentials {
  for (const source of sources) {
    const found = credentialsOf(source, cloud);
    if (found !== undefined) return found;
  }
  throw new SettingsError(
    `No credentials: set ${howToSet("accessKey")} and ${howToSet("secretKey")}, or ${howToSet("token")}.`,
  );
}

function readAddress(key: "endpoint" | "iamEndpoint", value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = value.replace(/\/+$/, "").replace(/\/v[23](\.0)?$/, "");
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new SettingsError(
      `"${value}" is not an address: set ${howToSet(key)} to one that starts with https://.`,
    );
  const { protocol, username, password } = new URL(text);
  if (username !== "" || password !== "")
    throw new SettingsError(
      `An address holds no user: take it out of ${howToSet(key)} and set ${howToSet("accessKey")}.`,
    );
  if (protocol === "http:" && !isLoopback(text))
    throw new SettingsError(
      `${value} would send credentials in the clear: set ${howToSet(key)} to https://.`,
    );
  return text;
}

function readBoolean(key: SettingKey, value: string | undefined, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (value === "true" || value === "false") return value === "true";
  throw new SettingsError(`"${value}" is neither true nor false: set ${howToSet(key)}.`);
}

function readCount(key: SettingKey, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(count)) return count;
  throw new SettingsError(`"${value}" is not a whole number from 0 on: set ${howToSet(key)} to one.`);
}

/** A list is JSON, as the engine hands structured config over, or names separated by commas. */
function readList(key: SettingKey, value: string | undefined): string[] {
  if (value === undefined) return [];
  if (!value.startsWith("[")) return value.split(",").flatMap((item) => nonEmpty(item) ?? []);
  try {
    const list = JSON.parse(value) as unknown[];
    if (list.every((item) => typeof item === "string")) return list;
  } catch {
    // Said below, together with a list of other things.
  }
  throw new SettingsError(
    `swr:${key} is not a list of user ids or names: set ${howToSet(key)} to JSON like ["ci"] or to ci,admin.`,
  );
}

/**
 * Resolves all settings. *Where* to call comes from the stack before the environment, so that a leftover variable
 * does not send a stack elsewhere; *who* calls comes from the environment first, whole, from one family.
 */
export function resolveSettings(config: ConfigReader, environment: Environment): Settings {
  const cloud = readCloud(config, environment);
  const families = FAMILIES[cloud].map((family) => familySource(family, environment));
  const stack = configSource(config);
  const where = (key: SettingKey): string | undefined => firstOf([stack, ...families], key);
  const region = where("region");
  const endpoint = readAddress("endpoint", where("endpoint"));
  // Other tools' variables would send an emulator's calls, and its credentials, to a real cloud's IAM.
  const ownOnly = endpoint !== undefined && isLoopback(endpoint);
  const iamSources = ownOnly ? [stack, familySource("SWR_", environment)] : [stack, ...families];
  if (region !== undefined && endpoint === undefined) checkRegion(cloud, region);
  const texts = {
    region,
    endpoint,
    iamEndpoint: readAddress("iamEndpoint", firstOf(iamSources, "iamEndpoint")),
    projectId: where("projectId"),
    projectName: where("projectName"),
    domainId: where("domainId"),
  };
  const maxRevokes = readCount("maxRevokes", where("maxRevokes"));
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as { [K in keyof typeof texts]?: string }),
    cloud,
    credentials: readCredentials([...families, stack], cloud),
    ignoreUsers: readList("ignoreUsers", where("ignoreUsers")),
    liveDiff: readBoolean("liveDiff", where("liveDiff"), true),
    ...(maxRevokes === undefined ? {} : { maxRevokes }),
  };
}

/** What can stand in a host name: anything else would name another host. */
const REGION = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A region that this provider cannot call on its own. */
function checkRegion(cloud: Cloud, region: string): void {
  if (cloud === "huaweicloud" && OTC_REGIONS.includes(region))
    throw new SettingsError(
      `Region ${region} belongs to Open Telekom Cloud: set ${howToSet("cloud")} to otc.`,
    );
  if (region === "eu-ch2")
    throw new SettingsError(
      `SWR's address in ${region} is not published: set ${howToSet("endpoint")} and ${howToSet("iamEndpoint")}.`,
    );
}

/** Where a cloud listens in a region. */
function cloudAddresses(cloud: Cloud, region: string): { swr: string; iam: string } {
  // The one region whose domain, and whose IAM, is not like the others'.
  if (cloud === "huaweicloud" && region === "eu-west-101")
    return { swr: `https://swr-api.${region}.myhuaweicloud.eu`, iam: "https://iam.myhuaweicloud.eu" };
  const domain = cloud === "otc" ? "otc.t-systems.com" : "myhuaweicloud.com";
  return { swr: `https://swr-api.${region}.${domain}`, iam: `https://iam.${region}.${domain}` };
}

/** SWR's and IAM's addresses for a region: the settings' own, else the cloud's. */
export function endpointsOf(settings: Settings, region: string | undefined): { swr: string; iam: string } {
  const { cloud, endpoint, iamEndpoint } = settings;
  if (region !== undefined && !REGION.test(region))
    throw new SettingsError(
      `"${region}" is not a region: set ${howToSet("region")}, or the resource's own region, to one like eu-de.`,
    );
  // An emulator serves both on one address, and its credentials must not travel to a real cloud.
  const ownIam = iamEndpoint ?? (endpoint !== undefined && isLoopback(endpoint) ? endpoint : undefined);
  if (region === undefined && endpoint === undefined)
    throw new SettingsError(`No region: set ${howToSet("region")}, or the resource's own region.`);
  if (ownIam === undefined && region === undefined)
    throw new SettingsError(
      `An endpoint without a region needs IAM's address too: set ${howToSet("iamEndpoint")}.`,
    );
  if (region !== undefined && endpoint === undefined) checkRegion(cloud, region);
  const own = cloudAddresses(cloud, region ?? "");
  return { swr: endpoint ?? own.swr, iam: ownIam ?? own.iam };
}
