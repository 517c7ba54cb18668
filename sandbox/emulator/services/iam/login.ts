import { type Call, isObject, jsonBody, type OpenCall, type UserCall } from "../../api/call";
import { type Answer, iamError } from "../../api/refusals";
import { cloudTime } from "../../auth/issued";
import { headerValue } from "../../auth/signature";
import type { Token } from "../../auth/tokens";
import type { User } from "../../store/user";
import { regionOf, serviceCatalog } from "./catalog";
import * as identities from "./identity";
import { refusals } from "./refusals";

type Json = identities.Json;

/** `POST /v3/auth/tokens` with a password, a passcode besides, a token, or as an agency. */
export function createToken(call: OpenCall): Answer {
  const { auth, identity, methods } = identities.identityOf(jsonBody(call, refusals.badBody));
  const { user, ...how } = logIn(call, identity, methods);
  const scope = isObject(auth["scope"]) ? scopeOf(call, auth["scope"]) : {};
  if (how.assumedBy !== undefined && Object.keys(scope).length === 0) throw refusals.badBody("scope");
  const token = call.cloud.tokens.issue(user.id, { ...how, scope });
  return { status: 201, headers: { "x-subject-token": token.id }, body: describe(call, token, user) };
}

/** `GET /v3/auth/tokens`: what the token in `X-Subject-Token` stands for. */
export function showToken(call: UserCall): Answer {
  const subject = headerValue(call.headers, "x-subject-token");
  const token = call.cloud.tokens.find(subject);
  const user = call.cloud.store.users.get(token?.userId ?? "");
  if (token === undefined || user === undefined || !call.cloud.tokens.isValid(token)) {
    throw refusals.notFound("token.");
  }
  if (!call.caller.admin && user.id !== call.caller.id) throw refusals.forbidden();
  return { status: 200, headers: { "x-subject-token": token.id }, body: describe(call, token, user) };
}

/** `GET /v3/auth/catalog`: as in the answer to a login. Who signs has no such answer and asks for it here. */
export function showCatalog(call: UserCall): Answer {
  const { cloud, headers } = call;
  const token = cloud.tokens.find(headerValue(headers, "x-auth-token"));
  const id = headerValue(headers, "x-project-id");
  const project = cloud.store.projects.find((known) => known.id === id);
  const scope = token?.scope ?? (project === undefined ? {} : { project });
  return {
    status: 200,
    body: {
      catalog: catalogFor(call, scope),
      links: { self: `${cloud.url}/v3/auth/catalog`, previous: null, next: null },
    },
  };
}

/** The region of the project one acts in; without a project, those of all projects. */
function catalogFor({ cloud: { store, url } }: Call, { project }: { project?: { name: string } }): unknown[] {
  return serviceCatalog(url, (project === undefined ? store.projects : [project]).map(regionOf));
}

function logIn(
  call: OpenCall,
  identity: Json,
  methods: unknown[],
): { user: User; methods: string[]; assumedBy?: string } {
  if (methods.includes("password")) {
    const withTotp = methods.includes("totp");
    const user = identities.userByPassword(call, identity, withTotp);
    return { user, methods: withTotp ? ["password", "totp"] : ["password"] };
  }
  if (methods.includes("token")) {
    const user = identities.userByToken(call, identities.objectAt(identity, "token")["id"]);
    return { user, methods: ["token"] };
  }
  if (!methods.includes("assume_role")) throw refusals.badBody("methods");
  // The documentation names a token only here; for temporary keys it also names signatures.
  const needsToken = call.cloud.dialect["agency-by-signature"] === "refused";
  if (needsToken && headerValue(call.headers, "x-auth-token") === "") throw iamError.unauthenticated();
  const assumedBy = identities.senderOf(call).id;
  const assumeRole = identities.objectAt(identity, "assume_role");
  const user = identities.userByAgency(call, assumeRole, () => refusals.notFound("agency."));
  return { user, methods: ["assume_role"], assumedBy };
}

/** Project and domain both given: the project wins. */
function scopeOf({ cloud: { store } }: Call, scope: Json): Token["scope"] {
  const domain = { id: store.account.id, name: store.account.name };
  if (isObject(scope["project"])) {
    const { id, name, domain: owner } = scope["project"];
    const project = store.projects.find((known) =>
      id === undefined ? known.name === name : known.id === id,
    );
    if (project === undefined || (isObject(owner) && !identities.isAccount(domain, owner))) {
      throw iamError.unauthenticated("There is no such project.");
    }
    return { project: { ...project, domain } };
  }
  if (isObject(scope["domain"])) {
    if (!identities.isAccount(domain, scope["domain"])) {
      throw iamError.unauthenticated("There is no such domain.");
    }
    return { domain };
  }
  return {};
}

function describe(call: Call, token: Token, user: User): Json {
  const { cloud, query } = call;
  const domain = { ...cloud.store.account };
  const assumedBy = cloud.store.users.get(token.assumedBy ?? "");
  return {
    token: {
      methods: token.methods,
      issued_at: cloudTime(token.issuedAt),
      expires_at: cloudTime(token.expiresAt),
      user: { id: user.id, name: user.name, password_expires_at: "", domain },
      ...token.scope,
      roles: [{ id: "0", name: user.admin ? "te_admin" : "readonly" }],
      ...(assumedBy === undefined
        ? {}
        : { assumed_by: { user: { id: assumedBy.id, name: assumedBy.name, domain } } }),
      ...(query.has("nocatalog") ? {} : { catalog: catalogFor(call, token.scope) }),
    },
  };
}
