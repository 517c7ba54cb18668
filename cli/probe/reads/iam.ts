import { randomBytes } from "node:crypto";
import { PermissionDeniedError } from "../../../provider/errors";
import { idKey } from "../../../provider/swr/access";
import type { Iam, User } from "../../../provider/swr/iam";
import { path } from "../../../provider/swr/path";
import type { Findings } from "../findings";
import { distinct, isCaller, type List } from "../list";
import { type Answer, inWords, type Wire } from "../wire";
import { iamShapeOf } from "./refusals";

/** An id that no user has: 128 random bits. */
export const unusedId = (): string => randomBytes(16).toString("hex");

/** The same id in other capitals; undefined where it has no letters. */
export function inOtherCase(id: string): string | undefined {
  const other = /[a-z]/.test(id) ? id.toUpperCase() : id.toLowerCase();
  return other === id ? undefined : other;
}

/** A user by id; `denied`: the caller may not look up this user. */
async function lookUp(iam: Iam, userId: string): Promise<User | null | "denied"> {
  try {
    return await iam.userById(userId);
  } catch (thrown) {
    if (thrown instanceof PermissionDeniedError) return "denied";
    throw thrown;
  }
}

/** The largest number of listed users to look up, since each look-up is a request. */
const MOST_LOOK_UPS = 20;

/** Looks up the users of a list, and settles what their names and ids show. */
export async function readUsers(findings: Findings, iam: Iam, list: List): Promise<void> {
  await otherCase(findings, iam, list);
  const others = distinct(list).filter((entry) => !isCaller(list, entry));
  for (const { user_id, user_name } of others.slice(0, MOST_LOOK_UPS)) {
    const user = await lookUp(iam, user_id);
    if (user === "denied") {
      const reason = "the caller may not look up users in IAM";
      findings.open("shown-names", reason);
      findings.open("deleted-users", `takes the deletion of a user, and ${reason}`);
      return;
    }
    if (user === null) findings.sure("deleted-users", "kept", "a list names a user whom IAM does not know");
    else if (user_name && user.userName !== user_name)
      findings.sure("shown-names", "written", "a list shows a name that is not the one that IAM has");
  }
}

/** Looks up a user by an id in other capitals. The caller comes first, whom every caller may look up. */
async function otherCase(findings: Findings, iam: Iam, list: List): Promise<void> {
  for (const { user_id: id } of [list.self_auth, ...distinct(list)]) {
    const other = inOtherCase(id);
    if (other === undefined) continue;
    const [user, same] = [await lookUp(iam, id), await lookUp(iam, other)];
    if (user === null || user === "denied") continue;
    const isFound = same !== null && same !== "denied";
    if (isFound && idKey(same.userId) === idKey(id))
      findings.sure("user-id-case", "folded", "IAM finds a user by an id in other capitals");
    else findings.sure("user-id-case", "exact", "IAM does not find a user by an id in other capitals");
    return;
  }
}

/** Asks both of IAM's APIs for a user who does not exist, and settles in which shape they refuse. */
export async function readIamShapes(findings: Findings, wire: Wire, iam: string): Promise<void> {
  const ask = (at: string): Promise<Answer> => wire.ask("GET", at, { base: iam });
  const own = await ask(path`/v3.0/OS-USER/users/${unusedId()}`);
  const keystone = await ask(path`/v3/users/${unusedId()}`);
  const [shape, other] = [iamShapeOf(own), iamShapeOf(keystone)];
  const evidence = `/v3.0/ refused with ${inWords(own)} (${shape ?? "neither shape"}), /v3/ with ${inWords(keystone)} (${other ?? "neither shape"})`;
  if (shape === "pair" && other === "keystone") findings.sure("iam-error-shape", "by-api", evidence);
  else if (shape !== undefined && shape === other) findings.sure("iam-error-shape", shape, evidence);
  else if (own.isUnclear || keystone.isUnclear) findings.open("iam-error-shape", evidence);
  else findings.other("iam-error-shape", evidence);
}
