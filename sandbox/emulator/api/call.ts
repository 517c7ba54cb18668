import type { IncomingHttpHeaders } from "node:http";
import type { Dialect } from "../dialect";
import { type Answer, type Refusal, swrError } from "./refusals";
import { isOrganizationName, isRepositoryName, repositoryFromPath } from "./names";
import type { Organization, RepositoryPlace, Store } from "../store/store";
import type { User } from "../store/user";
import type { TemporaryKeys } from "../auth/temporaryKeys";
import type { Tokens } from "../auth/tokens";

/** What one family of operations does that others have to hear of, and to what. */
export interface Events {
  repositoryAdded: RepositoryPlace;
  userDeleted: User;
}

/** What the families of operations share; the parts are replaced by reset and by the control API. */
export interface Cloud {
  store: Store;
  tokens: Tokens;
  keys: TemporaryKeys;
  dialect: Dialect;
  /** How long credentials live that are issued from now on; undefined: as long as usual. */
  credentialLifeMs: number | undefined;
  readonly now: () => number;
  /** Base of the URLs the emulator hands out. */
  url: string;
  tell<E extends keyof Events>(event: E, subject: Events[E]): void;
}

/** One request on its way to a handler. */
export interface Call {
  cloud: Cloud;
  /** Number in the request log. */
  seq: number;
  method: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A call that needs no sender: whom its headers show, why they are refused, or `undefined` if they show nobody. */
export interface OpenCall extends Call {
  sender: User | Refusal | undefined;
}

/** A call whose sender is known. */
export interface UserCall extends Call {
  caller: User;
}

export type Handler<C extends Call = UserCall> = (call: C) => Answer;

/** The body as JSON, whatever its content type says; `undefined` if there is none. */
export function jsonBody(call: Call, malformed: () => Refusal = swrError.badRequest): unknown {
  if (call.body.length === 0) return undefined;
  try {
    return JSON.parse(call.body.toString("utf8"));
  } catch {
    throw malformed();
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function objectBody(call: Call): Record<string, unknown> {
  const body = jsonBody(call);
  if (body === undefined) throw swrError.mandatoryMissing();
  if (!isObject(body)) throw swrError.badBodyType();
  return body;
}

/** The organization the path names. */
export function organizationOf({ cloud, params }: Call, missing = swrError.noOrganization): Organization {
  const name = params["namespace"] ?? "";
  if (!isOrganizationName(name)) throw swrError.badOrganizationName(name);
  const organization = cloud.store.organizations.get(name);
  if (organization === undefined) throw missing(name);
  return organization;
}

/** The repository the path names, and its organization. */
export function repositoryOf(call: Call): RepositoryPlace {
  const { dialect } = call.cloud;
  const organization = organizationOf(
    call,
    dialect["missing-organization"] === "image" ? swrError.noRepository : swrError.noOrganization,
  );
  const name = repositoryFromPath(call.params["repository"] ?? "");
  if (!isRepositoryName(name)) throw swrError.badRepositoryName(name);
  const repository = organization.repositories.get(name);
  if (repository === undefined) throw swrError.noRepository(name);
  return { organization, repository };
}

/** The answer to a write that succeeded. `code`: what today's docs say; `old`, `accepted`: under these dialects. */
export function done(
  { cloud: { dialect } }: Call,
  code: number,
  { old = code, accepted = 202 }: { old?: number; accepted?: number } = {},
): Answer {
  const status = { docs: code, old, accepted }[dialect["success-codes"]];
  return status === 204 || dialect["empty-body"] === "none" ? { status } : { status, body: {} };
}
