import { type Grant, idKey } from "../../swr/access";
import type { List } from "./list";
import type { Change, Plan, Removal } from "./plan";

/**
 * What a preview says about each user whose access is not as declared: who, what they have, what is declared, what
 * `up` will do.
 */
export function describePlan(subject: string, plan: Plan, now: Date): string[] {
  const say = (line: string): string => `${subject}: ${line}`;
  return [
    ...plan.add.map(({ userName, permission }) =>
      say(`${userName} has no access, declared ${permission}; up will grant ${permission}`),
    ),
    ...plan.change.map(({ userName, from, permission }) =>
      say(`${userName} has ${from}, declared ${permission}; up will change it to ${permission}`),
    ),
    ...plan.remove.map((entry) =>
      say(`${entry.userName} has ${entry.permission}, ${whyUndeclared(entry, now)}; up will revoke it`),
    ),
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

/** What was written, once it is. */
export function describeWrite(kind: "add" | "change" | "remove", grant: Grant | Change): string {
  const { userName, permission } = grant;
  if (kind === "add") return `granted ${permission} to ${userName}`;
  if ("from" in grant) return `changed ${userName} from ${grant.from} to ${permission}`;
  return `revoked ${permission} from ${userName}`;
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
