import { type Grant, idKey, rankOf } from "../../swr/access";
import type { List } from "./list";
import type { Change, Plan, Removal } from "./plan";

/** The permission that a user holds through the list above; undefined: none, or it is not known. */
export type Held = (user: Pick<Grant, "userId">) => string | undefined;

/** Of the two grants that a user may have, on a repository and on its organization, the greater one applies. */
function keepsMore(user: Grant, left: string | undefined, held: Held): string | undefined {
  const above = held(user);
  if (above === undefined || (left !== undefined && rankOf(above) <= rankOf(left))) return undefined;
  return `${user.userName} keeps ${above} through the organization`;
}

/** What a user keeps all the same who is revoked or lowered; undefined: nothing that is known. */
function keeps(write: "change" | "remove", grant: Grant | Change, held: Held): string | undefined {
  if (write === "remove") return keepsMore(grant, undefined, held);
  const isLowered = "from" in grant && rankOf(grant.permission) < rankOf(grant.from);
  return isLowered ? keepsMore(grant, grant.permission, held) : undefined;
}

/**
 * What a preview says about each user whose access is not as declared: who, what they have, what is declared, what
 * `up` will do, and what they keep through the organization.
 */
export function describePlan(subject: string, plan: Plan, now: Date, held: Held): string[] {
  const beside = (write: "change" | "remove", grant: Grant): string => {
    const kept = keeps(write, grant, held);
    return kept === undefined ? "" : ` (${kept})`;
  };
  const say = (line: string): string => `${subject}: ${line}`;
  return [
    ...plan.add.map(({ userName, permission }) =>
      say(`${userName} has no access, declared ${permission}; up will grant ${permission}`),
    ),
    ...plan.change.map((grant) => {
      const { userName, from, permission } = grant;
      const what = `${userName} has ${from}, declared ${permission}; up will change it to ${permission}`;
      return say(`${what}${beside("change", grant)}`);
    }),
    ...plan.remove.map((entry) => {
      const what = `${entry.userName} has ${entry.permission}, ${whyUndeclared(entry, now)}; up will revoke it`;
      return say(`${what}${beside("remove", entry)}`);
    }),
    ...plan.own.map((own) => say(describeOwn(own))),
  ];
}

/** Which names of the last write belong to another user now: the user was deleted, and another one made under the name. */
export function describeMoved(
  subject: string,
  before: readonly Grant[],
  now: readonly { readonly userId?: string; readonly userName?: string }[],
): string[] {
  const stays = new Set(now.map(({ userId = "" }) => idKey(userId)));
  const gone = new Map(
    before.flatMap((row) => (stays.has(idKey(row.userId)) ? [] : [[row.userName, row.userId] as const])),
  );
  return now.flatMap(({ userId = "", userName = "" }) => {
    const old = gone.get(userName);
    return old === undefined ? [] : `${subject}: ${userName} is another user now (${old} → ${userId})`;
  });
}

/** Longest first, in seconds. */
const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

function whyUndeclared({ expiredAt }: Removal, now: Date): string {
  if (expiredAt === undefined) return "not declared";
  const seconds = (now.getTime() - Date.parse(expiredAt)) / 1000;
  const [unit, size] = UNITS.find((it) => seconds >= it[1]) ?? UNITS[3];
  return `expired ${String(Math.floor(seconds / size))} ${unit} ago`;
}

/** What was written, once it is, and what the user keeps all the same. */
export function describeWrite(kind: "add" | "change" | "remove", grant: Grant | Change, held: Held): string {
  const { userName, permission } = grant;
  if (kind === "add") return `granted ${permission} to ${userName}`;
  const done =
    "from" in grant
      ? `changed ${userName} from ${grant.from} to ${permission}`
      : `revoked ${permission} from ${userName}`;
  const kept = keeps(kind, grant, held);
  return kept === undefined ? done : `${done}; ${kept}`;
}

export const describeOwn = ({ userName, from, permission }: Plan["own"][number]): string =>
  `${userName} has ${from}, declared ${permission}; nobody can grant to itself, another manager must run this`;

/** What a preview says of a list whose repository or organization is not there. */
export const describeGone = ({ subject, kind: { owner } }: List): string =>
  `${subject}: the ${owner} does not exist any more; up will fail until it is created again`;

/** Why a user's access cannot be changed here. */
export const describeInherited = ({ userName, permission }: Grant): string =>
  `${userName} has ${permission} through the organization; not removable here`;

/** A write that was answered with success, and that no read shows. */
export const describeUnshown = (written: "granted" | "revoked", { userName, permission }: Grant): string =>
  written === "granted"
    ? `${userName} was granted ${permission}, but the server does not show it; run up again`
    : `${userName} was revoked, but the server still shows ${permission}; run up again`;
