import { idKey } from "../../../provider/swr/access";
import type { Findings } from "../findings";
import { distinct, entriesOf, type Entry, entryOf, isCaller, type List } from "../list";

/** The access lists that were read. */
export interface Seen {
  /** The repository's list, read several times in a row, at least once. */
  readonly reads: readonly [List, ...List[]];
  /** The organization's list; undefined: the caller may not read it. */
  readonly organization: List | undefined;
  /** The caller's right on the organization, as the organization itself shows it. */
  readonly organizationRight: number | undefined;
}

const inOrganization = (organization: List | undefined, { user_id }: Entry): Entry | undefined =>
  organization === undefined ? undefined : entryOf(organization, user_id);

/** Settles what the lists show by themselves. */
export function readLists(findings: Findings, seen: Seen): void {
  callerListed(findings, seen);
  selfAuth(findings, seen);
  order(findings, seen.reads);
  organizationUsers(findings, seen);
  shownLevel(findings, seen);
}

/** Rights that a caller has by an entry only. The account and administrators have 7. */
const isByEntry = (auth: number): boolean => auth === 1 || auth === 3;

function callerListed(findings: Findings, { reads: [list], organization }: Seen): void {
  const lists = organization === undefined ? [list] : [list, organization];
  if (lists.some((it) => entriesOf(it).some((entry) => isCaller(it, entry)))) {
    findings.sure("caller-listed", true, "the user of self_auth is in others_auths, too");
    return;
  }
  const own = list.self_auth.auth;
  const above = organization?.self_auth.auth;
  const proof =
    above === undefined
      ? own > 0
        ? "the caller may read the repository's list and not the organization's, so has an entry on the repository"
        : undefined
      : isByEntry(above)
        ? `the caller has ${String(above)} on the organization, which takes an entry`
        : above > 0 && own > above
          ? "the caller has more on the repository than on the organization, which takes an entry"
          : undefined;
  if (proof !== undefined) findings.likely("caller-listed", false, `${proof}, but others_auths has none`);
  else
    findings.open(
      "caller-listed",
      "the caller is not in others_auths, and perhaps has no entry: run as a user with an entry, who is no administrator",
    );
}

function selfAuth(findings: Findings, { reads: [list], organization, organizationRight = 0 }: Seen): void {
  const own = list.self_auth.auth;
  const above = organization?.self_auth.auth;
  const isListed = findings.valueOf("caller-listed") === true;
  if (own === 0 || above === 0)
    findings.sure("self-auth", "entry", "self_auth shows 0 to a caller who may read the list");
  else if (above !== undefined && (above < organizationRight || own < above))
    findings.sure("self-auth", "entry", "self_auth shows less than the right that the caller has");
  for (const it of organization === undefined ? [list] : [list, organization]) {
    const entry = entriesOf(it).find((other) => isCaller(it, other));
    if (entry !== undefined && entry.auth < it.self_auth.auth)
      findings.sure("self-auth", "effective", "self_auth shows more than the caller's entry");
  }
  if (isListed && organization !== undefined && above !== undefined && above > 0) {
    const entry = entriesOf(organization).find((other) => isCaller(organization, other));
    if (entry === undefined)
      findings.sure(
        "self-auth",
        "effective",
        "self_auth shows a right on the organization, where the caller has no entry",
      );
  }
}

/** From this number of users on, ascending ids are hardly there by chance: one in 720. */
const ENOUGH_FOR_ORDER = 6;

const idsOf = (list: List): string[] => distinct(list).map(({ user_id }) => user_id);
const isAscending = (ids: readonly string[]): boolean =>
  ids.every((id, at) => at === 0 || (ids[at - 1] ?? "") < id);

function order(findings: Findings, reads: readonly List[]): void {
  const orders = new Set(reads.map((list) => idsOf(list).join()));
  const sets = new Set(reads.map((list) => idsOf(list).sort().join()));
  const ids = idsOf(reads[0] as List);
  const times = `${String(reads.length)} reads of ${String(ids.length)} entries`;
  if (sets.size > 1) findings.open("order", "somebody changed the list while it was read");
  else if (ids.length < 2) findings.open("order", "the list has fewer than two entries");
  else if (orders.size > 1)
    findings.sure("order", "shuffled", `${times} gave ${String(orders.size)} different orders`);
  else if (isAscending(ids) && ids.length >= ENOUGH_FOR_ORDER)
    findings.likely("order", "id", `${times} gave the same order, ascending by user_id`);
  else
    findings.open(
      "order",
      `${times} gave the same order; whether a new entry is first or last needs --write and --user`,
    );
}

/** The position of a new entry in a list shows how the list is ordered. Entries that come from the organization are left out. */
export function orderByNewEntry(findings: Findings, list: List, added: string, organization?: List): void {
  if (findings.valueOf("order") === "shuffled") return;
  const ids = distinct(list)
    .filter((entry) => idKey(entry.user_id) === idKey(added) || !inOrganization(organization, entry))
    .map(({ user_id }) => user_id);
  const at = ids.findIndex((id) => idKey(id) === idKey(added));
  if (at === -1 || ids.length < 2) return;
  const [isFirst, isLast, byId] = [at === 0, at === ids.length - 1, isAscending(ids)];
  if ([isFirst, isLast, byId].filter(Boolean).length > 1)
    findings.open(
      "order",
      "the new entry is where it would be by its id and by its time: name a --user with another id",
    );
  else if (isLast) findings.sure("order", "insertion", "a new entry was last");
  else if (isFirst) findings.sure("order", "reversed", "a new entry was first");
  else if (byId) findings.sure("order", "id", "a new entry was in its place by user_id");
  else findings.other("order", "a new entry was neither first, nor last, nor in its place by user_id");
}

function organizationUsers(findings: Findings, { reads: [list], organization }: Seen): void {
  if (organization === undefined) {
    findings.open("organization-users", "the caller may not read the organization's list");
    return;
  }
  const above = distinct(organization).filter((entry) => !isCaller(organization, entry));
  const absent = above.filter(({ user_id }) => entryOf(list, user_id) === undefined);
  if (above.length === 0)
    findings.open("organization-users", "the organization has no users but the caller: give it one");
  else if (absent.length > 0)
    findings.sure(
      "organization-users",
      "hidden",
      `${String(absent.length)} of the organization's ${String(above.length)} users are not in the repository's list`,
    );
  else
    findings.open(
      "organization-users",
      "every user of the organization is in the repository's list, perhaps by an own entry: " +
        "needs --write, and a --user with a higher permission on the repository than on the organization",
    );
}

function shownLevel(findings: Findings, { reads: [list], organization }: Seen): void {
  for (const entry of distinct(list)) {
    if (isCaller(list, entry)) continue;
    const above = inOrganization(organization, entry);
    if (above !== undefined && entry.auth < above.auth)
      findings.sure(
        "shown-level",
        "own",
        `a user with ${String(above.auth)} on the organization is shown with ${String(entry.auth)} on the repository`,
      );
  }
}

/** Settles what depends on the form of lists only, from every list that was read. */
export function readListForms(findings: Findings, lists: readonly List[]): void {
  for (const list of lists) {
    const { others_auths: others } = list;
    const entries = entriesOf(list);
    if (others === undefined) findings.sure("empty-list", "missing", "others_auths is left out");
    else if (others === null) findings.sure("empty-list", "null", "others_auths is null");
    else if (entries.length === 0) findings.sure("empty-list", "array", "others_auths is []");
    const times = new Map<string, number>();
    for (const { user_id } of entries) times.set(user_id, (times.get(user_id) ?? 0) + 1);
    const repeated = [...times.values()].filter((count) => count > 1).length;
    if (times.size > 0 && repeated === 0)
      findings.sure("duplicates", false, "every user is in others_auths once");
    else if (repeated === times.size && repeated > 0)
      findings.sure("duplicates", true, "every user is in others_auths more than once");
    else if (repeated > 0) findings.other("duplicates", "some users are in others_auths more than once");
    for (const { user_name: name } of entries)
      if (name === undefined)
        findings.sure("empty-name", "missing", "an entry without a name has no user_name");
      else if (name === null || name === "")
        findings.sure("empty-name", "null", "an entry without a name has user_name null");
  }
}
