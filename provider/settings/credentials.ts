import { SettingsError } from "../errors";
import type { Key, Token } from "../http/proof";
import type { Place } from "../http/pipeline";
import type { SignatureForm } from "../http/sign";
import { firstOf, type Source } from "./sources";
import { howToSet, readWord, type SettingKey } from "./variables";

/** A user of an account, who logs in for a token. */
export interface Password {
  readonly method: "password";
  readonly user: Place;
  readonly password: string;
  /** The user's account. A user that is given by id needs none. */
  readonly domain?: Place;
}

/** The machine's own agency, whose key the metadata service of an ECS gives. */
export interface Metadata {
  readonly method: "metadata";
  readonly endpoint: string;
  readonly form: SignatureForm;
}

/** The credentials of the caller, by one complete method. */
export type Credentials = Token | Key | Password | Metadata;

/** The account that the credentials themselves name. */
export const accountOf = (credentials: Credentials): Place | undefined =>
  credentials.method === "password" ? credentials.domain : undefined;

/** A role in another account that delegates to the caller's account. It is assumed for every call. */
export interface Agency {
  readonly name: string;
  readonly domain: Place;
  readonly form: SignatureForm;
}

const METHODS = {
  token: { keys: ["token"], name: "a token", main: "token" },
  key: { keys: ["accessKey", "secretKey"], name: "an access key", main: "accessKey" },
  password: { keys: ["password"], name: "a password", main: "password" },
} as const satisfies Record<string, { keys: readonly SettingKey[]; name: string; main: SettingKey }>;

/** The method that a source sets, completely or in part. Two methods in one source are an error. */
function methodsIn({ name, get }: Source): (keyof typeof METHODS)[] {
  const found = (Object.keys(METHODS) as (keyof typeof METHODS)[]).filter((method) =>
    METHODS[method].keys.some((key) => get(key) !== undefined),
  );
  const [one, other] = found.map((method) => METHODS[method]);
  if (one !== undefined && other !== undefined)
    throw new SettingsError(
      `${name} hold both ${one.name} (${howToSet(one.main)}) and ${other.name} (${howToSet(other.main)}): keep one of them.`,
    );
  return found;
}

function keyIn({ name, get }: Source, form: SignatureForm): Key {
  const [accessKey, secretKey, securityToken] = (["accessKey", "secretKey", "securityToken"] as const).map(
    get,
  );
  if (accessKey === undefined || secretKey === undefined) {
    const missing = accessKey === undefined ? "accessKey" : "secretKey";
    throw new SettingsError(`${name} hold half a key pair: set ${howToSet(missing)} as well.`);
  }
  return {
    method: "key",
    accessKey,
    secretKey,
    form,
    ...(securityToken === undefined ? {} : { securityToken }),
  };
}

/** A user, account or project by its id, or else by its name. */
const placeOf = (id: string | undefined, name: string | undefined): Place | undefined =>
  id !== undefined ? { id } : name !== undefined ? { name } : undefined;

function passwordIn({ name, get }: Source, stack: Source): Password {
  const user = placeOf(get("userId"), get("userName"));
  if (user === undefined)
    throw new SettingsError(`${name} hold a password without its user: set ${howToSet("userName")} as well.`);
  const domain = [get, stack.get]
    .map((from) => placeOf(from("domainId"), from("domainName")))
    .find((it) => it);
  if (domain === undefined && user.id === undefined)
    throw new SettingsError(
      `${name} hold the user ${user.name ?? ""} without its account: set ${howToSet("domainName")}.`,
    );
  return {
    method: "password",
    user,
    password: get("password") ?? "",
    ...(domain === undefined ? {} : { domain }),
  };
}

/** The credentials of one source; undefined where it has none at all. An incomplete method is an error and never skipped. */
function credentialsIn(source: Source, stack: Source, form: SignatureForm): Credentials | undefined {
  const { name, get } = source;
  const [method] = methodsIn(source);
  if (method === "key") return keyIn(source, form);
  if (method === "token") return { method, token: get("token") ?? "" };
  if (method === "password") return passwordIn(source, stack);
  if (get("securityToken") !== undefined)
    throw new SettingsError(
      `${name} hold a security token without its key: set ${howToSet("accessKey")} and secretKey.`,
    );
  return undefined;
}

/** The agency, if it is set in the source of the credentials or in the stack. Variables of another tool never add one. */
function agencyIn(sources: readonly Source[], form: SignatureForm): Agency | undefined {
  const [name, id, domainName] = (["agencyName", "agencyDomainId", "agencyDomainName"] as const).map((key) =>
    firstOf(sources, key),
  );
  const domain = placeOf(id, domainName);
  if (name === undefined && domain === undefined) return undefined;
  if (name === undefined)
    throw new SettingsError(`The account of an agency is set, but no agency: set ${howToSet("agencyName")}.`);
  if (domain === undefined)
    throw new SettingsError(
      `The agency ${name} is set without the account it belongs to: set ${howToSet("agencyDomainName")}.`,
    );
  return { name, domain, form };
}

export interface Caller {
  readonly credentials: Credentials;
  readonly agency?: Agency;
}

/**
 * The caller: the first source that has credentials decides. Where none has, the machine's own agency is used, if it may be
 * asked.
 */
export function readCaller(from: {
  /** Sources of credentials, in the order in which they are asked. */
  readonly sources: readonly Source[];
  readonly stack: Source;
  readonly form: SignatureForm;
  /** Undefined: the metadata service must not be asked. */
  readonly metadataEndpoint: string | undefined;
}): Caller {
  const { sources, stack, form, metadataEndpoint } = from;
  for (const source of sources) {
    const credentials = credentialsIn(source, stack, form);
    if (credentials === undefined) continue;
    const agency = agencyIn([source, stack], form);
    return { credentials, ...(agency === undefined ? {} : { agency }) };
  }
  if (metadataEndpoint !== undefined)
    return { credentials: { method: "metadata", endpoint: metadataEndpoint, form } };
  throw new SettingsError(
    `No credentials: set ${howToSet("accessKey")} and ${howToSet("secretKey")}, or ${howToSet("token")}, or ${howToSet("userName")} and ${howToSet("password")}.`,
  );
}

/** The form of signature. Default: the one that the cloud's own tools use. */
export const readForm = (value: string | undefined, cloud: string): SignatureForm =>
  value === undefined
    ? cloud === "otc"
      ? "Credential"
      : "Access"
    : readWord("signatureForm", value, ["Access", "Credential"]);
