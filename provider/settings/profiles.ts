import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { messageOf, SettingsError } from "../errors";
import type { Environment, Source } from "./sources";
import { nonEmpty, type SettingKey } from "./variables";

type Row = Readonly<Record<string, unknown>>;
const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const rowAt = (value: unknown, key: string): Row => {
  const row = isRow(value) ? value[key] : undefined;
  return isRow(row) ? row : {};
};

/** Reads a file of profiles; undefined where there is none. */
function readProfiles(file: string): unknown {
  if (!existsSync(file)) return undefined;
  // The YAML parser is loaded only where a profile is named: every run starts this provider, and few runs use a profile.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { parse } = require("yaml") as typeof import("yaml");
  try {
    // YAML includes JSON, so this parses both.
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (thrown) {
    // The parser's message quotes a line of the file, which may contain a secret. So only the position is shown.
    const [where = ""] = /at line \d+, column \d+/.exec(messageOf(thrown)) ?? [];
    throw new SettingsError(`${file} cannot be read ${where}: correct it, or unset OS_CLOUD and HW_PROFILE.`);
  }
}

/** A profile as a source of settings. `names`: the fields that may contain each setting, in the order in which they are read. */
function sourceOf(
  name: string,
  rows: readonly Row[],
  names: Partial<Record<SettingKey, readonly string[]>>,
): Source {
  return {
    name,
    get: (key) =>
      (names[key] ?? [])
        .flatMap((field) => rows.map((row) => row[field]))
        .map((value) =>
          typeof value === "string" || typeof value === "number" ? nonEmpty(String(value)) : undefined,
        )
        .find((value) => value !== undefined),
  };
}

/** Fields of clouds.yaml, in `auth` or beside it, as openstacksdk and Open Telekom Cloud's tools write them. */
const CLOUD_FIELDS: Partial<Record<SettingKey, readonly string[]>> = {
  region: ["region_name"],
  iamEndpoint: ["auth_url"],
  projectId: ["project_id", "tenant_id"],
  projectName: ["project_name", "tenant_name"],
  domainId: ["user_domain_id", "domain_id", "project_domain_id"],
  domainName: ["user_domain_name", "domain_name", "project_domain_name"],
  userName: ["username"],
  userId: ["user_id"],
  password: ["password"],
  token: ["token"],
  accessKey: ["access_key", "ak"],
  secretKey: ["secret_key", "sk"],
  securityToken: ["security_token"],
  agencyName: ["agency_name"],
  agencyDomainName: ["agency_domain_name"],
  caCertificate: ["cacert"],
  clientCertificate: ["cert"],
  clientKey: ["key"],
};

/** The paths where openstacksdk looks for a file, in its order. */
function cloudFiles(environment: Environment, base: string, variable: string): string[] {
  const home = environment["HOME"] ?? homedir();
  const config = nonEmpty(environment["XDG_CONFIG_HOME"]) ?? join(home, ".config");
  const folders = [process.cwd(), join(config, "openstack"), "/etc/openstack"];
  const given = nonEmpty(environment[variable]);
  const names = ["yaml", "yml", "json"].map((end) => `${base}.${end}`);
  return [
    ...(given === undefined ? [] : [given]),
    ...folders.flatMap((folder) => names.map((it) => join(folder, it))),
  ];
}

const merge = (one: Row, other: Row): Row => ({
  ...one,
  ...other,
  auth: { ...rowAt(one, "auth"), ...rowAt(other, "auth") },
});

function cloudsYaml(cloud: string, environment: Environment): Source {
  const files = cloudFiles(environment, "clouds", "OS_CLIENT_CONFIG_FILE");
  const file = files.find((it) => existsSync(it));
  const clouds = rowAt(file === undefined ? undefined : readProfiles(file), "clouds");
  if (!isRow(clouds[cloud]))
    throw new SettingsError(
      file === undefined
        ? `OS_CLOUD is ${cloud}, but there is no clouds.yaml: put it into one of ${files.join(", ")}, or unset OS_CLOUD.`
        : `OS_CLOUD is ${cloud}, which is not in ${file}: set it to one of ${Object.keys(clouds).join(", ")}, or unset it.`,
    );
  const secure = cloudFiles(environment, "secure", "OS_CLIENT_SECURE_FILE").find((it) => existsSync(it));
  const secrets = rowAt(rowAt(secure === undefined ? undefined : readProfiles(secure), "clouds"), cloud);
  const entry = merge(rowAt(clouds, cloud), secrets);
  return sourceOf(`the cloud ${cloud} of ${file ?? ""}`, [rowAt(entry, "auth"), entry], CLOUD_FIELDS);
}

/** Fields of the profiles that Huawei Cloud's command line (KooCLI) keeps. */
const HCLOUD_FIELDS: Partial<Record<SettingKey, readonly string[]>> = {
  region: ["region"],
  projectId: ["projectId"],
  domainId: ["domainId"],
  accessKey: ["accessKeyId"],
  secretKey: ["secretAccessKey"],
  securityToken: ["securityToken"],
};

function hcloudProfile(profile: string, environment: Environment): Source {
  const file =
    nonEmpty(environment["HW_SHARED_CONFIG_FILE"]) ??
    join(environment["HOME"] ?? homedir(), ".hcloud/config.json");
  const read = readProfiles(file);
  const list: unknown = isRow(read) ? read["profiles"] : undefined;
  const profiles = Array.isArray(list) ? list.filter(isRow) : [];
  const found = profiles.find(({ name }) => name === profile);
  if (found === undefined)
    throw new SettingsError(
      read === undefined
        ? `HW_PROFILE is ${profile}, but there is no ${file}: create it, set HW_SHARED_CONFIG_FILE, or unset HW_PROFILE.`
        : `HW_PROFILE is ${profile}, which is not in ${file}: set it to one of ${profiles.map(({ name }) => String(name)).join(", ")}, or unset it.`,
    );
  return sourceOf(`the profile ${profile} of ${file}`, [found], HCLOUD_FIELDS);
}

/** The profiles that the environment names, in the order of the families of variables that they belong to. */
export function profileSources(families: readonly string[], environment: Environment): Source[] {
  const [cloud, profile] = [nonEmpty(environment["OS_CLOUD"]), nonEmpty(environment["HW_PROFILE"])];
  return families.flatMap((family) => {
    if (family === "OS_" && cloud !== undefined) return [cloudsYaml(cloud, environment)];
    if (family === "HW_" && profile !== undefined) return [hcloudProfile(profile, environment)];
    return [];
  });
}

/** The settings that a profile can give. */
export const PROFILE_KEYS: readonly SettingKey[] = [
  ...new Set([...Object.keys(CLOUD_FIELDS), ...Object.keys(HCLOUD_FIELDS)] as SettingKey[]),
];
