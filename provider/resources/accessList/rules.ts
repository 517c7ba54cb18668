import type { CheckFailure } from "../../resource";
import { idKey } from "../../swr/access";
import { checkHalves, HALVES } from "../../swr/names";
import { hasUnknown, UNKNOWN } from "../../unknown";
import type { ListKind } from "./list";
import { type Inputs, isExpired, isListed, listOf, type UserGrant } from "./model";

function checkUser(user: UserGrant, at: number): CheckFailure[] {
  const empty = checkHalves(user, `users[${String(at)}].`);
  if (empty.length > 0) return empty;
  if (user.userId !== undefined || user.userName !== undefined) return [];
  return [{ property: `users[${String(at)}]`, reason: "names nobody: give userId, userName or both" }];
}

/** The value by which an id or a name is compared. */
const keyOfHalf = (user: UserGrant, half: (typeof HALVES)[number]): string =>
  half === "userId" ? idKey(user.userId ?? "") : (user.userName ?? "");

/**
 * Refuses a user who is listed twice, by id or by name. After the look-ups `users` are complete; `written` are the users as
 * the program has them, so that a failure names a property that the program has.
 */
export function checkDuplicates(users: readonly UserGrant[], written = users): CheckFailure[] {
  const firstAt = new Map<string, number>();
  return users.flatMap((user, at) => {
    const known = HALVES.filter((half) => user[half] !== undefined && user[half] !== UNKNOWN);
    const keys = known.map((half) => `${half}:${keyOfHalf(user, half)}`);
    const first = keys.map((key) => firstAt.get(key)).find((place) => place !== undefined);
    for (const key of keys) if (!firstAt.has(key)) firstAt.set(key, at);
    if (first === undefined) return [];
    const other = users[first];
    const repeated = known.filter(
      (half) => other !== undefined && keyOfHalf(other, half) === keyOfHalf(user, half),
    );
    const half = [...repeated, ...HALVES].find((it) => written[at]?.[it] !== undefined) ?? "userId";
    const reason = `"${written[at]?.[half] ?? ""}" is already listed at users[${String(first)}]: list each user once`;
    return [{ property: `users[${String(at)}].${half}`, reason }];
  });
}

/**
 * Refuses users who are both declared and ignored, as far as ids and names show it. `name`: the property or setting that
 * ignores them.
 */
export function checkIgnored(
  users: readonly UserGrant[],
  name: string,
  list: readonly string[],
): CheckFailure[] {
  const reason = `is declared and in ${name}: take the user out of one of them`;
  return users.flatMap((user, at) =>
    isListed(list, user) ? [{ property: `users[${String(at)}]`, reason }] : [],
  );
}

/** Refuses an end that was past already when the program declared it. An end that has passed since the last run may stay. */
export function checkExpired(
  users: readonly UserGrant[],
  olds: readonly UserGrant[],
  now: Date,
): CheckFailure[] {
  return users.flatMap((user, at) => {
    const { expiresAt = "" } = user;
    const isOld = (old: UserGrant): boolean =>
      idKey(old.userId ?? "") === idKey(user.userId ?? "") &&
      Date.parse(old.expiresAt ?? "") === Date.parse(expiresAt);
    if (hasUnknown(user) || !isExpired(user, now) || olds.some(isOld)) return [];
    const reason = `"${expiresAt}" is past: delete the entry, or give a later date`;
    return [{ property: `users[${String(at)}].expiresAt`, reason }];
  });
}

/** Stands in for an element that is not known yet, or that is no object. No rule finds anything wrong with it. */
const NOBODY_YET: UserGrant = { userId: UNKNOWN, permission: "Read" };
const isText = (value: unknown): boolean => value === undefined || typeof value === "string";
const isUser = (value: unknown): value is UserGrant =>
  typeof value === "object" && value !== null && HALVES.every((half) => isText((value as UserGrant)[half]));

/**
 * Pure. Checks what the schema cannot express. Values of a wrong type pass, since the schema reports them, and so do values
 * that are not known yet.
 */
export const checkRules = (kind: ListKind, inputs: Inputs): CheckFailure[] => [
  ...kind.rules(inputs),
  ...checkUsers(inputs),
];

/** Pure. Checks the declared users alone. */
export function checkUsers(inputs: Pick<Inputs, "users" | "ignoreUsers">): CheckFailure[] {
  const users = listOf(inputs.users).map((user) => (isUser(user) ? user : NOBODY_YET));
  return [
    ...users.flatMap(checkUser),
    ...checkDuplicates(users),
    ...checkIgnored(users, "ignoreUsers", listOf(inputs.ignoreUsers)),
  ];
}
