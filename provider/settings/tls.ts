import { readFileSync } from "node:fs";
import { SettingsError } from "../errors";
import { howToSet, type Lookup, type SettingKey } from "./variables";

/** Certificates for connections as PEM, in addition to those that Node trusts. */
export interface Tls {
  /** Certificate authorities that are trusted in addition to Node's own. */
  readonly ca?: string;
  /** Certificate of this client. */
  readonly cert?: string;
  readonly key?: string;
}

/** Reads a setting that is PEM itself, or the path of a PEM file. */
function readPem(key: SettingKey, value: string | undefined): string | undefined {
  if (value === undefined || value.includes("-----BEGIN ")) return value;
  // The value may be a malformed key, so the error does not quote it.
  const file = key === "clientKey" ? "The file of the client's key" : value;
  const refuse = (problem: string): SettingsError =>
    new SettingsError(`${file} ${problem}: set ${howToSet(key)} to a PEM file, or to its text.`);
  let text: string;
  try {
    text = readFileSync(value, "utf8");
  } catch {
    throw refuse("cannot be read");
  }
  if (text.includes("-----BEGIN ")) return text;
  throw refuse("holds no PEM");
}

export function readTls(where: Lookup): Tls {
  const ca = readPem("caCertificate", where("caCertificate"));
  const cert = readPem("clientCertificate", where("clientCertificate"));
  const key = readPem("clientKey", where("clientKey"));
  if ((cert === undefined) !== (key === undefined)) {
    const [has, lacks] =
      cert === undefined
        ? (["clientKey", "clientCertificate"] as const)
        : (["clientCertificate", "clientKey"] as const);
    throw new SettingsError(
      `${howToSet(has)} is set without its other half: set ${howToSet(lacks)} as well.`,
    );
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
