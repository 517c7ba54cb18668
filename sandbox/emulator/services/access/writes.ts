import { isObject, jsonBody, type UserCall } from "../../api/call";
import { userIdFrom } from "../../api/names";
import { Refusal, swr, swrError } from "../../api/refusals";
import type { AccessEntry } from "./list";
import { listOf } from "./lists";
import type { AccessTarget } from "./target";

const badUserName = swr(4001067, "Invalid username.");

/** What a write would change: the entry each user shall have, in the order of the body; the first refusal met. */
export interface WritePlan {
  changes: Map<string, AccessEntry | undefined>;
  refusal: Refusal | undefined;
}

/** An entry as a request wants it: with a name, which entries made behind its back may lack. */
type WantedEntry = AccessEntry & { readonly userName: string };

/** A write in the making: later elements of an array see what earlier ones did. */
interface Draft {
  call: UserCall;
  target: AccessTarget;
  entries: Map<string, AccessEntry>;
  changes: Map<string, AccessEntry | undefined>;
}

/** POST and PATCH: an array of users with the auth they shall have. */
export const planGrants =
  (verb: "create" | "update") =>
  (call: UserCall, target: AccessTarget): WritePlan =>
    planEach(call, target, (draft, element) => {
      const wanted = parseUserAuth(element, draft);
      if (namesCaller(draft, wanted.userId)) return;
      checkUser(call, wanted);
      if (verb === "create") create(draft, wanted);
      else update(draft, wanted);
    });

/** DELETE: an array of user ids. */
export const planRevokes = (call: UserCall, target: AccessTarget): WritePlan =>
  planEach(call, target, (draft, sent) => {
    if (typeof sent !== "string") throw swrError.badBodyType();
    const userId = userIdFrom(sent, call.cloud.dialect);
    if (!namesCaller(draft, userId)) remove(draft, userId);
  });

function planEach(
  call: UserCall,
  target: AccessTarget,
  apply: (draft: Draft, element: unknown) => void,
): WritePlan {
  const entries = listOf(target).draft();
  const draft: Draft = { call, target, entries, changes: new Map() };
  let refusal: Refusal | undefined;
  for (const element of arrayBody(call)) {
    try {
      apply(draft, element);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  }
  return { changes: draft.changes, refusal };
}

function arrayBody(call: UserCall): unknown[] {
  const body = jsonBody(call);
  // Clients drop an empty array from a DELETE; a POST or PATCH without body lacks what it is about.
  const elements = body === undefined && call.method === "DELETE" ? [] : body;
  if (elements === undefined) throw swrError.mandatoryMissing();
  if (!Array.isArray(elements)) throw swrError.badBodyType();
  if (elements.length === 0 && call.cloud.dialect["empty-array"] === "refused")
    throw swrError.mandatoryMissing();
  return elements;
}

function parseUserAuth(element: unknown, { call, target }: Draft): WantedEntry {
  if (!isObject(element)) throw swrError.badBodyType();
  const { user_id: userId, user_name: userName, auth } = element;
  if (userId === undefined || userName === undefined || auth === undefined) throw swrError.mandatoryMissing();
  if (typeof userId !== "string" || userId === "") throw swrError.badRequest("user_id");
  if (typeof userName !== "string" || userName === "") throw badUserName("user_name");
  if (auth !== 1 && auth !== 3 && auth !== 7) throw target.errors.badAuth();
  return { userId: userIdFrom(userId, call.cloud.dialect), userName, auth };
}

/** Permissions are granted to others only. */
function namesCaller({ call, target }: Draft, userId: string): boolean {
  if (userId !== call.caller.id) return false;
  if (call.cloud.dialect["self-write"] === "refused") throw target.errors.denied();
  return true;
}

function checkUser({ cloud: { store, dialect } }: UserCall, { userId, userName }: WantedEntry): void {
  const user = store.users.get(userId);
  if (user === undefined && dialect["unknown-user"] === "refused") throw badUserName(userId);
  if (user !== undefined && user.name !== userName && dialect["name-mismatch"] === "refused") {
    throw badUserName(userName);
  }
}

function create(draft: Draft, wanted: AccessEntry): void {
  const { target, entries, call } = draft;
  // The organization's own list is documented to answer 409; only the repository's is open.
  const upsert = target.repository !== undefined && call.cloud.dialect["post-existing"] === "upsert";
  if (entries.has(wanted.userId) && !upsert) throw target.errors.exists();
  if (!isInherited(draft, wanted.userId) || raises(draft, wanted)) put(draft, wanted.userId, wanted);
}

function update(draft: Draft, wanted: AccessEntry): void {
  const { target, entries, call } = draft;
  const inherited = isInherited(draft, wanted.userId);
  const missing = call.cloud.dialect["patch-missing"];
  if (entries.has(wanted.userId) || (inherited && raises(draft, wanted))) put(draft, wanted.userId, wanted);
  else if (inherited) answerInherited(draft);
  else if (missing === "not-found") throw target.errors.missing();
  else if (missing === "upsert") put(draft, wanted.userId, wanted);
}

function remove(draft: Draft, userId: string): void {
  if (draft.entries.has(userId)) put(draft, userId, undefined);
  else if (isInherited(draft, userId)) answerInherited(draft);
  else if (draft.call.cloud.dialect["delete-missing"] === "not-found") throw draft.target.errors.missing();
}

function put({ entries, changes }: Draft, userId: string, entry: AccessEntry | undefined): void {
  if (entry === undefined) entries.delete(userId);
  else entries.set(userId, entry);
  changes.set(userId, entry);
}

/** Whether the repository lists a user who has no entry there, only one on the organization. */
function isInherited({ call, target, entries }: Draft, userId: string): boolean {
  return (
    target.repository !== undefined &&
    call.cloud.dialect["organization-users"] === "listed" &&
    !entries.has(userId) &&
    listOf({ organization: target.organization }).get(userId) !== undefined
  );
}

const raises = ({ target }: Draft, wanted: AccessEntry): boolean =>
  wanted.auth > (listOf({ organization: target.organization }).get(wanted.userId)?.auth ?? 0);

function answerInherited({ call, target }: Draft): void {
  if (call.cloud.dialect["inherited-write"] === "not-found") throw target.errors.missing();
}
