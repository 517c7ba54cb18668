import { messageOf, PermissionDeniedError, SwrError } from "../../../provider/errors";
import { idKey, type RepositoryRef, subjectOf, wordOf } from "../../../provider/swr/access";
import { type Iam, type User, unknownUser } from "../../../provider/swr/iam";
import { distinct, entriesOf, entryOf, isCaller, type List } from "../list";
import { inOtherCase, unusedId } from "../reads/iam";

/** The user whose entry `--write` changes, and the made-up ids. A write never names any other user but, with `--self-write`, the caller. */
export interface Subject {
  /** The id as the cloud spells it. */
  readonly id: string;
  readonly name: string;
  /** The same id in other capitals; undefined where it has no letters. */
  readonly otherCase: string | undefined;
  /** An id that IAM does not know. */
  readonly unknownId: string;
  /** The user's own entry in the repository's list before any write; undefined: none. */
  readonly own: number | undefined;
  /** The user's entry in the organization's list; undefined: none. */
  readonly above: number | undefined;
}

/** A reason not to write at all. Nothing was written. */
export class NotWritable extends SwrError {}

async function findUser(iam: Iam, idOrName: string): Promise<User> {
  try {
    const byId = /^[0-9a-f]{32}$/i.test(idOrName) ? await iam.userById(idOrName) : null;
    const user = byId ?? (await iam.userByName(idOrName));
    if (user !== null) return user;
  } catch (thrown) {
    if (!(thrown instanceof PermissionDeniedError)) throw thrown;
    throw new NotWritable(
      `--user ${idOrName}: the caller may not look up users in IAM, so nothing is written. ${messageOf(thrown)}`,
    );
  }
  throw new NotWritable(`--user: ${unknownUser("userName", idOrName)}.`);
}

/** The permissions that can be written, and so be restored. */
const RESTORABLE = [1, 3, 7];

/**
 * The user's own entry in the repository's list; undefined: none. Refuses where the list does not show it for certain, since
 * what is not known cannot be restored.
 */
function ownEntry(user: User, list: List, organization: List | undefined, place: RepositoryRef) {
  const refuse = (reason: string): NotWritable =>
    new NotWritable(`--user ${user.userName}: ${reason}, so nothing is written. Name another user.`);
  const at = subjectOf(place);
  const shown = entriesOf(list).filter(({ user_id }) => idKey(user_id) === idKey(user.userId));
  const above = organization === undefined ? undefined : entryOf(organization, user.userId)?.auth;
  const [entry] = shown;
  if (/\\u[0-9a-f]{4}/.test(user.userName))
    throw refuse(
      "the name has characters that are not shown as they are, and could not be written as they are",
    );
  if (entry === undefined) return { own: undefined, above };
  if (shown.some(({ auth, user_name }) => auth !== entry.auth || user_name !== entry.user_name))
    throw refuse(`${at} shows several different entries for this user`);
  if (!RESTORABLE.includes(entry.auth))
    throw refuse(`${at} shows ${wordOf(entry.auth)}, which could not be restored`);
  if (entry.user_name !== user.userName)
    throw refuse(`${at} shows this user without the name that IAM has, which could not be restored`);
  if (organization === undefined)
    throw refuse(
      `the list of ${place.organization} cannot be read, so the entry on ${at} may come from there`,
    );
  if (above === entry.auth)
    throw refuse(
      `${at} and ${place.organization} show the same permission, so the repository may have no entry of its own`,
    );
  return { own: entry.auth, above };
}

/** Finds the user, and what has to be restored. Throws NotWritable where that is not certain. */
export async function findSubject(
  iam: Iam,
  idOrName: string,
  place: RepositoryRef,
  lists: { readonly list: List; readonly organization: List | undefined },
): Promise<Subject> {
  const { list, organization } = lists;
  const user = await findUser(iam, idOrName);
  if (isCaller(list, { user_id: user.userId, auth: 0 }))
    throw new NotWritable(
      `--user ${user.userName}: this is the caller, who could lock itself out, so nothing is written. Name another user.`,
    );
  const { own, above } = ownEntry(user, list, organization, place);
  const unknownId = unusedId();
  if ((await iam.userById(unknownId)) !== null)
    throw new NotWritable("IAM knows an id that was made up just now, so nothing is written. Try again.");
  const spelled = entryOf(list, user.userId)?.user_id ?? user.userId;
  return { id: spelled, name: user.userName, otherCase: inOtherCase(spelled), unknownId, own, above };
}

/** What the list holds of everybody else, as a text to compare. */
export const othersIn = (list: List, { id, otherCase, unknownId }: Subject): string[] =>
  distinct(list)
    .filter(({ user_id }) => ![id, otherCase, unknownId].includes(user_id))
    .map(({ user_id, auth }) => `${user_id} ${String(auth)}`)
    .sort();
