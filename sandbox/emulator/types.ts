import type { Dialect, DialectChoice } from "./dialect";

/** What the emulator starts with: accounts, users, organizations, repositories and who may use them. */
export interface Seed {
  account: { id: string; name: string };
  projects: { id: string; name: string }[];
  users: SeedUser[];
  organizations: SeedOrganization[];
  /** Who may be acted as through which agency. Default: there are none. */
  agencies?: SeedAgency[];
}

/** An IAM user. Without a password or keys the user can be granted access but cannot call. */
export interface SeedUser {
  /** 32 hex digits. */
  id: string;
  name: string;
  password?: string;
  /** Logging in with the password then also takes this, by the method `totp`. */
  passcode?: string;
  accessKey?: string;
  secretKey?: string;
  /** Makes the key pair a temporary one: `X-Security-Token` must then carry this value. */
  securityToken?: string;
  /** Holds manage on everything without being listed, and may look up other users. Default false. */
  admin?: boolean;
}

/** An agency of the account; every user may assume it. */
export interface SeedAgency {
  name: string;
  /** Name of the user it acts as. */
  user: string;
}

export interface SeedOrganization {
  name: string;
  /** Name of a user; holds manage on the organization without being listed. */
  creator: string;
  access?: SeedGrant[];
  repositories?: SeedRepository[];
}

export interface SeedRepository {
  /** With raw slashes: `web/app`. */
  name: string;
  isPublic?: boolean;
  images?: SeedImages;
  access?: SeedGrant[];
}

/** The images in a repository: their tags, or how many there are, tagged `v1`, `v2` and so on. Default: none. */
export type SeedImages = number | string[];

export interface SeedGrant {
  /** Name of a user. */
  user: string;
  auth: 1 | 3 | 7;
  /** The name that the entry shows instead of the user's; null: none. */
  userName?: string | null;
}

/** One entry of an access list. `auth` is 1, 3 or 7, or whatever was granted through the control API. */
export interface AccessEntry {
  readonly userId: string;
  /** As the last write sent it; null: the entry has none. */
  readonly userName: string | null;
  readonly auth: number;
}

/** What the emulator holds now, without secrets. */
export interface State {
  account: { id: string; name: string };
  projects: { id: string; name: string }[];
  users: { id: string; name: string; admin: boolean }[];
  organizations: OrganizationState[];
}

export interface OrganizationState {
  id: number;
  name: string;
  creator: string;
  access: AccessEntry[];
  repositories: RepositoryState[];
}

export interface RepositoryState {
  id: number;
  name: string;
  isPublic: boolean;
  category: string;
  description: string;
  /** Of its images, in the order in which they were pushed. */
  tags: string[];
  access: AccessEntry[];
}

/** One request as it arrived, and what came of it. Calls of the control API are not logged. */
export interface LoggedRequest {
  /** 1 for the first request since the start, counted on across clearRequests, never used twice. */
  seq: number;
  /** Arrival, ISO 8601. */
  time: string;
  method: string;
  /** As sent, with query; values of secret-bearing query parameters removed. */
  path: string;
  /** The API's name of the operation, e.g. `createUserRepositoryAuth`; null where there is none. */
  operation: string | null;
  /** Name of the authenticated caller. */
  user: string | null;
  /** null while unanswered, and for good if no answer was sent. */
  status: number | null;
  /** `X-Request-Id` of the answer. */
  requestId: string;
  /** The parsed JSON body with secrets removed; a placeholder text for anything else; absent without a body. */
  body?: unknown;
  /** Id of the fault that was applied. */
  fault: number | null;
  /** The client closed the connection before it had the whole answer. */
  clientGone: boolean;
  /** From arrival to the first byte of the answer, in milliseconds; null while unanswered. */
  durationMs: number | null;
}

/** One real change of an access list, in the order in which they happened. */
export interface AccessChange {
  time: string;
  /** `seq` of the request that made it; null for the control API. */
  request: number | null;
  organization: string;
  /** null: the organization's own list. */
  repository: string | null;
  userId: string;
  /** As in the entry; empty where it has none. */
  userName: string;
  /** auth before; null: no entry. */
  before: number | null;
  /** auth after; null: no entry any more. */
  after: number | null;
}

/** A scripted misbehaviour. */
export interface Fault {
  /** Which requests; all given parts must match. Default: every request. */
  match?: FaultMatch;
  /** The first matching request it applies to, counted from 1 after it was set. Default 1. */
  nth?: number;
  /** To how many matching requests it applies. Default 1; 0, negative or `forever`: to all from the n-th on. */
  times?: number | "forever";
  action: FaultAction;
}

export interface FaultMatch {
  method?: string;
  /** Part of the path with query, as sent or percent-decoded. */
  path?: string;
  /** Regular expression tried on the path with query, as sent and percent-decoded. */
  pathPattern?: string | RegExp;
  /** The API's name of the operation, e.g. `updateUserRepositoryAuth`. */
  operation?: string;
  /** Name of the authenticated caller. */
  user?: string;
}

/** What happens instead of, or to, the true answer. Parts can be combined: delay, then answer, dripped. */
export interface FaultAction {
  /** Wait so many milliseconds before anything else. */
  delayMs?: number;
  /** Answer this; the request is not carried out unless `commit` is true. */
  answer?: FaultAnswer;
  /** With `answer`: carry the request out all the same and then answer `answer`. Default false. */
  commit?: boolean;
  /** Never answer; `before` or `after` the request was carried out. */
  hang?: "before" | "after";
  /** Reset the connection; `before` or `after` the request was carried out. */
  drop?: "before" | "after";
  /** Send only so many bytes of the body, then reset the connection (`cut`, default) or end as if complete (`clean`). */
  truncate?: { bytes: number; end?: "cut" | "clean" };
  /** Send the body in pieces of `bytes` (default 1), one each `everyMs`. */
  drip?: { bytes?: number; everyMs: number };
}

export interface FaultAnswer {
  status: number;
  /** A text is sent as it is, anything else as JSON. Default: no body. */
  body?: unknown;
  /** Instead of `body`: so many bytes of filler. */
  bodyBytes?: number;
  /** Default content-type: `application/json`, for a text `text/html`. */
  headers?: Record<string, string>;
}

/** A fault that was set, and how often it matched and was applied. */
export interface ActiveFault extends Fault {
  id: number;
  matched: number;
  applied: number;
}

/** An organization, or one repository in it. */
export interface Target {
  organization: string;
  /** With raw slashes. Left out: the organization's own list. */
  repository?: string;
}

export interface StartOptions {
  /** 0 (default): any free port. */
  port?: number;
  /** Default: the built-in seed (`defaultSeed`). */
  seed?: Seed;
  /** Default: the profile `docs`. */
  dialect?: DialectChoice;
  /** Added to each request, in milliseconds. Default 0. */
  latencyMs?: number;
  /** The emulator's clock, in milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
}

/** A running emulator. All but `url`, `stop` and `onRequest` is also there over HTTP, under `/_emulator/`. */
export interface Emulator {
  /** `http://127.0.0.1:PORT`: endpoint of SWR, and of IAM (with `/v3` where a client wants it). */
  readonly url: string;
  /** Closes the server and every open connection. */
  stop(): Promise<void>;
  /** Everything as at the start (or as in this seed): state, tokens, keys, locks, faults, log, dialect, latency. */
  reset(seed?: Seed): void;
  /** Replaces the state, keeps log, faults, dialect and latency; `reset` returns to this seed from now on. */
  load(seed: Seed): void;

  /** The request log, oldest first: the newest 100,000. */
  requests(): LoggedRequest[];
  clearRequests(): void;
  /** Calls back when a request was answered, or its connection lost. The returned function ends it. */
  onRequest(listener: (request: LoggedRequest) => void): () => void;
  /** Every change of an access list since the start or the last reset: the newest 100,000. */
  changes(): AccessChange[];

  state(): State;
  /** The true entries of one list, whatever the dialect shows. Fails if there is no such list. */
  access(target: Target): AccessEntry[];
  /** Sets a user's entry behind everybody's back. `user`: id or name; `auth`: any whole number; `userName`: what the entry shows for the user's name, null: none. */
  grant(grant: Target & { user: string; auth: number; userName?: string | null }): void;
  /** Removes a user's entry; nothing happens if there is none. `user`: id or name; a name unknown to IAM: that of the entry. */
  revoke(grant: Target & { user: string }): void;
  createOrganization(organization: { name: string; creator?: string }): void;
  /** With all its repositories. */
  deleteOrganization(name: string): void;
  /** One with images cannot be deleted through the API. */
  createRepository(repository: Required<Target> & { isPublic?: boolean; images?: SeedImages }): void;
  deleteRepository(repository: Required<Target>): void;
  /** Pushes an image, as `docker push` does. An image of this tag is replaced. */
  pushImage(image: Required<Target> & { tag: string }): void;
  addUser(user: SeedUser): void;
  /** Renames a user, changes keys, password or rights. `user`: id or name. */
  updateUser(user: string, change: Partial<Omit<SeedUser, "id">>): void;
  deleteUser(user: string): void;
  /** A token for `X-Auth-Token`. Default: random, valid for 24 hours or the life that was set. */
  issueToken(token: { user: string; token?: string; expiresInMs?: number }): string;
  /** From now on the token is refused as expired. */
  expireToken(token: string): void;
  /** From now on all tokens and temporary keys issued so far are refused as expired, whatever life they were told. */
  expireCredentials(): void;
  /** Tokens and temporary keys issued from now on live so long, whatever was asked for. `undefined`: as usual again. */
  setCredentialLife(seconds: number | undefined): void;
  /** `user`: id or name. */
  addAgency(agency: SeedAgency): void;
  /** The agency of the machine whose metadata is served, whose keys `securitykey` then hands out; `undefined`: none. */
  setMetadataAgency(name: string | undefined): void;

  /** Sets a fault and returns its id. Where several match a request, all count it and the oldest applies. */
  fault(fault: Fault): number;
  faults(): ActiveFault[];
  /** Removes all faults, or one. Requests that hang already go on hanging. */
  clearFaults(id?: number): void;

  dialect(): Dialect;
  /** Changes single switches, or all to those of a profile. */
  setDialect(choice: DialectChoice): void;
  setLatency(milliseconds: number): void;
}
