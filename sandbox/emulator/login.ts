import { type Call, isObject, jsonBody, type UserCall } from "./call";
import { serviceCatalog } from "./catalog";
import { type Answer, iamError } from "./errors";
import type { User } from "./store";
import type { Token } from "./tokens";

type Json = Record<string, unknown>;

/** `POST /v3/auth/tokens` with a password or with a token. */
export function createToken(call: Call): Answer {
  const auth = objectAt(jsonBody(call, iamError.badBody), "auth");
  const identity = objectAt(auth, "identity");
  const methods = Array.isArray(identity["methods"]) ? identity["methods"] : [];
  const user = methods.includes("password")
    ? userByPassword(call, objectAt(objectAt(identity, "password"), "user"))
    : methods.includes("token")
      ? userByToken(call, objectAt(identity, "token"))
      : undefined;
  if (user === undefined) throw iamError.badBody("methods");
  const scope = isObject(auth["scope"]) ? scopeOf(call, auth["scope"]) : {};
  const token = call.cloud.tokens.issue(user.id, { scope });
  return {
    status: 201,
    headers: { "x-subject-token": token.id },
    body: describe(call, token, user, methods.includes("password") ? "password" : "token"),
  };
}

/** `GET /v3/auth/tokens`: what the token in `X-Subject-Token` stands for. */
export function showToken(call: UserCall): Answer {
  const subject = String(call.headers["x-subject-token"] ?? "");
  const token = call.cloud.tokens.find(subject);
  const user = call.cloud.store.users.get(token?.userId ?? "");
  if (token === undefined || user === undefined || !call.cloud.tokens.isValid(token)) {
    throw iamError.notFound("token.");
  }
  if (!call.caller.admin && user.id !== call.caller.id) throw iamError.forbidden();
  return {
    status: 200,
    headers: { "x-subject-token": token.id },
    body: describe(call, token, user, "password"),
  };
}

function userByPassword({ cloud: { store } }: Call, wanted: Json): User {
  const { id, name, password } = wanted;
  if (typeof password !== "string") throw iamError.badBody("password");
  const inAccount = id !== undefined || isAccount(store.account, objectAt(wanted, "domain"));
  const user = inAccount && typeof (id ?? name) === "string" ? store.findUser(String(id ?? name)) : undefined;
  if (user?.password === undefined || user.password !== password) throw iamError.badPassword();
  return user;
}

function userByToken({ cloud: { store, tokens } }: Call, { id }: Json): User {
  const token = tokens.find(String(id));
  const user = store.users.get(token?.userId ?? "");
  if (token === undefined || user === undefined) throw iamError.badToken();
  if (!tokens.isValid(token)) throw iamError.tokenExpired();
  return user;
}

/** Project and domain both given: the project wins. */
function scopeOf({ cloud: { store } }: Call, scope: Json): Json {
  const domain = { id: store.account.id, name: store.account.name };
  if (isObject(scope["project"])) {
    const { id, name, domain: owner } = scope["project"];
    const project = store.projects.find((known) =>
      id === undefined ? known.name === name : known.id === id,
    );
    if (project === undefined || (isObject(owner) && !isAccount(domain, owner))) {
      throw iamError.unauthenticated("There is no such project.");
    }
    return { project: { ...project, domain } };
  }
  if (isObject(scope["domain"])) {
    if (!isAccount(domain, scope["domain"])) throw iamError.unauthenticated("There is no such domain.");
    return { domain };
  }
  return {};
}

const isAccount = (account: { id: string; name: string }, { id, name }: Json): boolean =>
  id === undefined ? name === account.name : id === account.id;

function describe({ cloud, query }: Call, token: Token, user: User, method: string): Json {
  return {
    token: {
      methods: [method],
      issued_at: new Date(token.issuedAt).toISOString(),
      expires_at: new Date(token.expiresAt).toISOString(),
      user: { id: user.id, name: user.name, password_expires_at: "", domain: { ...cloud.store.account } },
      ...token.scope,
      roles: [{ id: "0", name: user.admin ? "te_admin" : "readonly" }],
      ...(query.has("nocatalog") ? {} : { catalog: serviceCatalog(cloud.url) }),
    },
  };
}

function objectAt(value: unknown, name: string): Json {
  const found = isObject(value) ? value[name] : undefined;
  if (!isObject(found)) throw iamError.badBody(name);
  return found;
}
