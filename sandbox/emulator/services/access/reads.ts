import type { UserCall } from "../../api/call";
import type { Dialect } from "../../dialect";
import type { Store } from "../../store/store";
import type { AccessEntry, AccessList } from "./list";
import { listOf } from "./lists";
import type { AccessTarget } from "./target";

/** `self_auth`: the caller. */
export function showSelf({ caller, cloud: { dialect } }: UserCall, target: AccessTarget): unknown {
  const { organization, right } = target;
  const own = listOf(target).get(caller.id) ?? listOf({ organization }).get(caller.id);
  const auth = dialect["self-auth"] === "effective" ? right : (own?.auth ?? 0);
  return wire({ userId: caller.id, userName: caller.name, auth }, dialect);
}

/** `others_auths`: everybody listed, as the dialect wants it. */
export function showOthers(call: UserCall, target: AccessTarget): { others_auths?: unknown } {
  const { dialect, store } = call.cloud;
  const listed = dialect["caller-listed"]
    ? entriesOf(call, target)
    : entriesOf(call, target).filter(({ userId }) => userId !== call.caller.id);
  const entries = ordered(listed, dialect.order, call.seq).map((entry) => named(entry, store, dialect));
  if (entries.length === 0 && dialect["empty-list"] === "missing") return {};
  if (entries.length === 0 && dialect["empty-list"] === "null") return { others_auths: null };
  return {
    others_auths: (dialect.duplicates ? entries.flatMap((entry) => [entry, entry]) : entries).map((entry) =>
      wire(entry, dialect),
    ),
  };
}

function entriesOf(
  { cloud: { dialect, now } }: UserCall,
  { organization, repository }: AccessTarget,
): AccessEntry[] {
  const read = (list: AccessList): AccessEntry[] =>
    dialect["read-lag"] === 0 ? list.all() : list.at(now() - dialect["read-lag"]);
  const above = read(listOf({ organization }));
  if (repository === undefined) return above;
  const inherited = new Map(above.map((entry) => [entry.userId, entry]));
  const own = read(listOf({ organization, repository })).map((entry) => {
    const through = inherited.get(entry.userId)?.auth ?? 0;
    inherited.delete(entry.userId);
    const higher = dialect["shown-level"] === "higher" ? Math.max(entry.auth, through) : entry.auth;
    return { ...entry, auth: higher };
  });
  return dialect["organization-users"] === "listed" ? [...own, ...inherited.values()] : own;
}

function ordered(entries: AccessEntry[], order: Dialect["order"], seed: number): AccessEntry[] {
  switch (order) {
    case "insertion":
      return entries;
    case "reversed":
      return [...entries].reverse();
    case "id":
      return [...entries].sort((one, other) => (one.userId < other.userId ? -1 : 1));
    case "shuffled":
      return shuffled(entries, seed);
  }
}

/** Another order for each request, but the same order for the same request of the same run. */
function shuffled(entries: AccessEntry[], seed: number): AccessEntry[] {
  const result = [...entries];
  let random = Math.imul(seed, 2654435761);
  for (let last = result.length - 1; last > 0; last -= 1) {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    const other = (random >>> 8) % (last + 1);
    const moved = result[last];
    const swapped = result[other];
    if (moved === undefined || swapped === undefined) continue;
    result[last] = swapped;
    result[other] = moved;
  }
  return result;
}

function named(entry: AccessEntry, store: Store, dialect: Dialect): AccessEntry {
  if (dialect["shown-names"] === "written" || entry.userName === null) return entry;
  return { ...entry, userName: store.users.get(entry.userId)?.name ?? entry.userName };
}

const wire = ({ userId, userName, auth }: AccessEntry, dialect: Dialect): unknown => ({
  user_id: userId,
  ...(userName === null && dialect["empty-name"] === "missing" ? {} : { user_name: userName }),
  auth,
});
