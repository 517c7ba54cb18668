import { type Call, isObject, type OpenCall } from "../../api/call";
import { iamError, Refusal } from "../../api/refusals";
import type { User } from "../../store/user";
import { agencyUser } from "./agencies";
import { refusals } from "./refusals";

export type Json = Record<string, unknown>;

/** `auth.identity` of a body, and the methods it names. */
export function identityOf(body: unknown): { auth: Json; identity: Json; methods: unknown[] } {
  const auth = objectAt(body, "auth");
  const identity = objectAt(auth, "identity");
  return { auth, identity, methods: Array.isArray(identity["methods"]) ? identity["methods"] : [] };
}

/** A user with a passcode needs it besides the password; one without has none to give. */
export function userByPassword({ cloud: { store } }: Call, identity: Json, withTotp: boolean): User {
  const wanted = objectAt(objectAt(identity, "password"), "user");
  const { id, name, password } = wanted;
  if (typeof password !== "string") throw refusals.badBody("password");
  const inAccount = id !== undefined || isAccount(store.account, objectAt(wanted, "domain"));
  const user = inAccount && typeof (id ?? name) === "string" ? store.findUser(String(id ?? name)) : undefined;
  if (user?.password === undefined || user.password !== password) throw refusals.badPassword();
  const passcode = withTotp ? passcodeFor(user, objectAt(objectAt(identity, "totp"), "user")) : undefined;
  if (passcode !== user.passcode) throw refusals.badPasscode();
  return user;
}

function passcodeFor(user: User, { id, name, passcode }: Json): string {
  if (typeof passcode !== "string") throw refusals.badBody("passcode");
  if (id === undefined ? name !== user.name : id !== user.id) throw refusals.badPasscode();
  return passcode;
}

export function userByToken({ cloud: { store, tokens } }: Call, id: unknown): User {
  const token = tokens.find(String(id));
  const user = store.users.get(token?.userId ?? "");
  if (token === undefined || user === undefined) throw iamError.badToken();
  if (!tokens.isValid(token)) throw iamError.tokenExpired();
  return user;
}

/** Whoever the headers show to be the sender. */
export function senderOf({ sender }: OpenCall): User {
  if (sender === undefined) throw iamError.unauthenticated();
  if (sender instanceof Refusal) throw sender;
  return sender;
}

/** Who the agency named in `assume_role` acts as; `missing`: the refusal if the account has no such agency. */
export function userByAgency({ cloud: { store } }: Call, assumeRole: Json, missing: () => Refusal): User {
  const { agency_name: newName, xrole_name: oldName, domain_id: id, domain_name: name } = assumeRole;
  const agency = newName ?? oldName;
  if (typeof agency !== "string" || agency === "") throw refusals.badBody("agency_name");
  if (typeof (id ?? name) !== "string") throw refusals.badBody("domain_id or domain_name");
  const user = isAccount(store.account, { id, name }) ? agencyUser(store, agency) : undefined;
  if (user === undefined) throw missing();
  return user;
}

export const isAccount = (account: { id: string; name: string }, { id, name }: Json): boolean =>
  id === undefined ? name === account.name : id === account.id;

export function objectAt(value: unknown, name: string): Json {
  const found = isObject(value) ? value[name] : undefined;
  if (!isObject(found)) throw refusals.badBody(name);
  return found;
}
