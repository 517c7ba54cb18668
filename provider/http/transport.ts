import * as http from "node:http";
import * as https from "node:https";
import { rootCertificates } from "node:tls";
import { ConnectionError, type SwrError, UnexpectedAnswerError } from "../errors";
import type { Handler } from "./pipeline";
import { plain } from "./plain";

/** No answer of SWR or IAM comes near this; a larger one is a fault, not data. */
const MAX_ANSWER_MIB = 8;

/** Axios is loaded with the first request, so that a plugin starts faster. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadAxios = (): typeof import("axios") => require("axios") as typeof import("axios");

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Whether an address stays on this machine. */
export const isLoopback = (url: string): boolean => LOOPBACK.has(new URL(url).hostname);

/** Whether an address cannot be reached through a proxy: this machine, and the metadata service of its host. */
const isNearby = (url: string): boolean => isLoopback(url) || new URL(url).hostname.startsWith("169.254.");

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy"];

/** Decodes percent-encoding; a text that is not properly encoded stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The passwords in the addresses of proxies, which an error might quote. An address may lack its `http://`. */
export function proxySecrets(environment: Readonly<Record<string, string | undefined>>): string[] {
  const given = Object.entries(environment).filter(([name]) => PROXY_VARIABLES.includes(name.toLowerCase()));
  return given.flatMap(([, value = ""]) => {
    const address = value.includes("://") ? value : `http://${value}`;
    const { password } = URL.canParse(address) ? new URL(address) : { password: "" };
    return password === "" ? [] : [password, decoded(password)];
  });
}

/** Faults that happen before a request leaves this machine, so that it cannot have been carried out. */
const NEVER_SENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "unknown host",
  EAI_AGAIN: "the name could not be looked up",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate chain is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate cannot be verified",
  CERT_HAS_EXPIRED: "the certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host",
};

/** The error of this provider for an exchange without an answer. */
function transportError(thrown: unknown, url: string): SwrError {
  const code = thrown instanceof loadAxios().AxiosError ? (thrown.code ?? "") : "";
  const { origin } = new URL(url);
  const known = NEVER_SENT[code];
  // Axios' error holds the whole request, credentials included: it is never kept as a cause.
  if (known !== undefined)
    return new ConnectionError(`${origin}: ${known} (${code}). Check the endpoint and the network.`, false);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (text.startsWith("maxContentLength"))
    return new UnexpectedAnswerError(
      `${origin}: the answer is larger than ${String(MAX_ANSWER_MIB)} MiB. Check the endpoint; a proxy or gateway may answer in its place.`,
    );
  return new ConnectionError(
    `${origin}: the connection broke before the answer was complete (${code || plain(text)}). Check the network, then try again.`,
    true,
  );
}

/** Certificates as PEM. `ca` is trusted in addition to what Node trusts; the others prove who this client is. */
interface Certificates {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Sends requests over kept-alive connections, at most `maxConnections` at once to each host, through the proxy that
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. It throws only where there is no answer. It never follows a redirect, since that
 * would send the credentials to another host.
 */
export function createTransport(maxConnections: number, { ca, ...client }: Certificates = {}): Handler {
  const pool = { keepAlive: true, maxSockets: maxConnections };
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  const { Axios } = loadAxios();
  // Without axios' own defaults, which would be merged into each request: none of them is needed.
  const api = new Axios({
    httpAgent: new http.Agent(pool),
    // Certificates are always checked, even where NODE_TLS_REJECT_UNAUTHORIZED says otherwise.
    httpsAgent: new https.Agent({ ...pool, ...trusted, ...client, rejectUnauthorized: true }),
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_MIB * 1024 * 1024,
    // Bodies stay texts: they are parsed and checked where their shape is known.
    responseType: "text",
    validateStatus: () => true,
  });
  return async ({ method, url, headers, body, signal }) => {
    try {
      const answer = await api.request<string>({
        method,
        url,
        headers: { ...headers },
        ...(body === undefined ? {} : { data: body }),
        ...(signal === undefined ? {} : { signal }),
        ...(isNearby(url) ? { proxy: false } : {}),
      });
      const named = Object.entries(answer.headers).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]);
      return {
        status: answer.status,
        headers: Object.fromEntries(named) as Record<string, string>,
        body: answer.data,
      };
    } catch (thrown) {
      throw transportError(thrown, url);
    }
  };
}
