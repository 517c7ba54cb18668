/** Compares one access list with what a stack declares for it. Pure. */
import { idKey, isSameUser } from "../../provider/swr/access";
import type { LiveGrant, LiveUser } from "../live/types";
import type { Declaration, DeclaredUser } from "../stack/declared";
import type { GrantStatus, ReportedGrant } from "./types";

/** What a comparison has to know beside the two lists. */
export interface Circumstances {
  readonly now: Date;
  /** Lists are read without the caller, so a declared caller is not missing. */
  readonly caller: LiveUser | undefined;
  /** Whether the names of users are IAM's. A name that only a list shows decides nothing. */
  readonly hasNamesOfIam: boolean;
  /** Users, by id or name, whom the settings of this run leave alone. */
  readonly ignored: readonly string[];
}

interface Declaring {
  readonly by: Declaration;
  readonly user: DeclaredUser;
}

const isOver = ({ user: { expiresAt } }: Declaring, now: Date): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

/** Whether a list of ids and names has this user. A name counts only where IAM says whose it is. */
function isIn(
  list: readonly string[],
  owners: Declaration["owners"],
  user: LiveGrant | LiveUser,
  isIam: boolean,
) {
  const hasName = isIam && !("isUnknown" in user);
  return list.some((element) => {
    const owner = owners.get(element);
    if (owner !== undefined) return isSameUser({ userId: owner }, user);
    return idKey(element) === idKey(user.userId) || (hasName && element === user.userName);
  });
}

/** Whether a resource leaves a user alone. */
const isIgnoring = (
  it: Declaration,
  user: LiveGrant | LiveUser,
  { ignored, hasNamesOfIam }: Circumstances,
): boolean => isIn([...it.ignored, ...ignored], it.owners, user, hasNamesOfIam);

type Judged = Pick<ReportedGrant, "declared" | "status" | "declaredBy" | "expiresAt">;

const judged = (status: GrantStatus, by?: Declaration, user?: DeclaredUser): Judged => ({
  status,
  declared: user?.permission ?? null,
  declaredBy: by?.urn ?? null,
  expiresAt: user?.expiresAt ?? null,
});

/** How one entry compares. `above`: the entry of the organization's list, where this one may come from there. */
function judge(
  entry: LiveGrant,
  declarations: readonly Declaration[],
  above: ReportedGrant | undefined,
  circumstances: Circumstances,
): Judged {
  const [first] = declarations;
  if (first === undefined) return judged("unmanaged");
  const leaving = declarations.find((it) => isIgnoring(it, entry, circumstances));
  // A resource that leaves the user alone says nothing of the user. Another one for the same list may.
  const all = declarations
    .filter((it) => !isIgnoring(it, entry, circumstances))
    .flatMap((by): Declaring[] =>
      by.users.filter((user) => isSameUser(user, entry)).map((user) => ({ by, user })),
    );
  const valid = all.filter((it) => !isOver(it, circumstances.now));
  const exact = valid.find(({ user }) => user.permission === entry.permission);
  if (exact !== undefined) return judged("declared", exact.by, exact.user);
  if (leaving !== undefined && all.length === 0) return judged("ignored", leaving);
  // An entry that may come from the organization's list is judged there. Nobody can revoke it here.
  if (above !== undefined) {
    const { declared, status, declaredBy, expiresAt } = above;
    return { declared, status, declaredBy, expiresAt };
  }
  const [found] = valid;
  if (found !== undefined) return judged("drifted", found.by, found.user);
  const [over] = all;
  if (over !== undefined) return judged("expired", over.by, over.user);
  const partial = declarations.find((it) => it.isPartial || it.unclear.has(idKey(entry.userId)));
  return partial === undefined ? judged("undeclared", first) : judged("unmanaged", partial);
}

/** Grants that are declared, but not there. */
function missingFrom(
  users: readonly LiveGrant[],
  declarations: readonly Declaration[],
  circumstances: Circumstances,
): ReportedGrant[] {
  const { caller, now } = circumstances;
  const there = new Set(
    [...users, ...(caller === undefined ? [] : [caller])].map(({ userId }) => idKey(userId)),
  );
  const missing = new Map<string, ReportedGrant>();
  for (const by of declarations)
    for (const user of by.users) {
      const { userId, userName } = user;
      const isKnown = there.has(idKey(userId)) || missing.has(idKey(userId));
      if (isKnown || isOver({ by, user }, now) || isIgnoring(by, user, circumstances)) continue;
      missing.set(idKey(userId), { userId, userName, permission: null, ...judged("missing", by, user) });
    }
  return [...missing.values()];
}

const byName = (a: ReportedGrant, b: ReportedGrant): number =>
  a.userName.localeCompare(b.userName) || (a.userId < b.userId ? -1 : 1);

/** All grants of one list, there or declared, sorted by name. `above`: the grants of the organization's list. */
export function compareList(
  users: readonly LiveGrant[],
  declarations: readonly Declaration[],
  above: readonly ReportedGrant[],
  circumstances: Circumstances,
): readonly ReportedGrant[] {
  const there = users.map((entry): ReportedGrant => {
    const from = entry.throughOrganization
      ? above.find((it) => it.permission !== null && isSameUser(it, entry))
      : undefined;
    return { ...entry, ...judge(entry, declarations, from, circumstances) };
  });
  return [...there, ...missingFrom(users, declarations, circumstances)].sort(byName);
}
