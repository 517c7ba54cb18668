import { inspect } from "node:util";
import { PERMISSIONS, type Permission } from "../../provider/swr/access";
import type { AccessChange, Emulator, LoggedRequest } from "../../sandbox/emulator";
import { ID, type Listed, PLACE } from "./stack";

/** Who is declared: user id to auth. */
export type Declared = ReadonlyMap<string, number>;

/** The users of a program. One of the built-in users may be given by name alone. */
export const declaredBy = (
  users: readonly { userId?: string; userName?: string; permission: string }[],
): Declared =>
  new Map(
    users.map(({ userId, userName, permission }) => [
      userId ?? ID[userName as keyof typeof ID],
      PERMISSIONS[permission as Permission],
    ]),
  );

/** What one run of one stack may do to a list. */
export interface Bounds {
  /** The repository or organization of the list. Default: `PLACE`. */
  readonly place?: Listed["place"];
  /** Name of the user the stack runs as; only its requests are judged. */
  readonly caller: string;
  /** Number of the first request that may belong to the run. */
  readonly from: number;
  /** What was declared before the run, and what is declared in it: nothing in a destroy. */
  readonly before: Declared;
  readonly after: Declared;
  /** Ids in the state's `managed`, before the run. */
  readonly managed: readonly string[];
  /** Whether the run may revoke whoever is not declared. */
  readonly exclusive: boolean;
  /** Ids of users whom no run may change. */
  readonly ignored: readonly string[];
}

/** Whether a user who is declared before and after lost something that both declarations grant. */
function takesAccess({ before, after }: Bounds, change: AccessChange): boolean {
  const [old, now] = [before.get(change.userId), after.get(change.userId)];
  if (old === undefined || now === undefined || change.before === null) return false;
  return change.after === null || change.after < Math.min(old, now, change.before);
}

/** Whether a user got more than both the old and the new declaration grant. */
function givesTooMuch({ before, after }: Bounds, change: AccessChange): boolean {
  const most = Math.max(before.get(change.userId) ?? 0, after.get(change.userId) ?? 0);
  return (change.after ?? 0) > (change.before ?? 0) && (change.after ?? 0) > most;
}

/** Whether a user was changed whom the run must leave alone. It may only revoke: its own users, and any in an exclusive list. */
function touchesOthers({ after, managed, exclusive, ignored }: Bounds, change: AccessChange): boolean {
  if (ignored.includes(change.userId)) return true;
  if (after.has(change.userId)) return false;
  const isOurs = exclusive || managed.includes(change.userId);
  return change.after !== null || !isOurs;
}

const RULES = {
  "takes access from a user declared before and after": takesAccess,
  "gives more than is declared": givesTooMuch,
  "changes a user whom the run must leave alone": touchesOthers,
};

/** What the requests of a run changed in a list. */
export function changesBy(
  emulator: Emulator,
  { caller, from, place = PLACE }: Pick<Bounds, "caller" | "from" | "place">,
): AccessChange[] {
  // A request to an organization's list may change the lists of its repositories too. The server does that, not the run.
  const isOfOrganization = ({ path }: LoggedRequest): boolean => /\/namespaces\/[^/]+\/access$/.test(path);
  const isAbout = (request: LoggedRequest): boolean =>
    isOfOrganization(request) === (place.repository === undefined);
  const callers = new Map(
    emulator
      .requests()
      .filter(isAbout)
      .map(({ seq, user }) => [seq, user]),
  );
  const isThere = ({ organization, repository }: AccessChange): boolean =>
    organization === place.organization && (repository ?? undefined) === place.repository;
  const isOurs = (change: AccessChange): boolean =>
    isThere(change) &&
    change.request !== null &&
    change.request >= from &&
    callers.get(change.request) === caller;
  return emulator.changes().filter(isOurs);
}

/** The changes of a run that break a rule, each with the name of the rule. */
export const violations = (emulator: Emulator, bounds: Bounds): string[] =>
  changesBy(emulator, bounds).flatMap((change) =>
    Object.entries(RULES).flatMap(([text, isBroken]) =>
      isBroken(bounds, change) ? [`request ${String(change.request)} ${text}: ${inspect(change)}`] : [],
    ),
  );

/** The secrets that stand anywhere in these values or in the request log. */
export function leaks(
  secrets: readonly string[],
  requests: readonly LoggedRequest[],
  ...shown: readonly unknown[]
): string[] {
  const text = [
    JSON.stringify(requests),
    ...shown.map((it) => `${JSON.stringify(it)} ${inspect(it, { depth: 20, showHidden: true })}`),
  ].join("\n");
  return secrets.filter((secret) => text.includes(secret)).map((secret) => `a secret is shown: ${secret}`);
}
