/**
 * Reads who has access: the lists of organizations and repositories, then one list of users for each of them, at most
 * `swr:maxConcurrency` at the same time. A list that cannot be read is named, and the others are read all the same.
 */
import { shownAccess } from "../../provider/functions/shownAccess";
import { onEach } from "../../provider/onEach";
import type { Context } from "../../provider/resource";
import { type Access, subjectOf } from "../../provider/swr/access";
import { isMissing } from "../../provider/swr/missing";
import { MOST_SHARES_LISTED, sharing, type Shares } from "../../provider/swr/sharing";
import { listAll, type Listing, reasonOf, type Selection } from "./listing";
import type { Live, LiveOrganization, LiveRepository, LiveUser, Unread } from "./types";
import { namedAll, type Names, namesOfIam, withOrigin } from "./users";

/** Called after each read with the number of reads that are done and the number of all reads. */
export type Progress = (done: number, total: number) => void;

/** The answers by subject. A read that failed is an error; undefined: what was to be read has vanished meanwhile. */
interface Answers {
  readonly access: ReadonlyMap<string, Access | Error | undefined>;
  readonly shares: ReadonlyMap<string, Shares | Error | undefined>;
}

/** Reads all access lists, and with whom repositories are shared, side by side. */
async function readAll(
  context: Context,
  { organizations, repositories, shares: { isShared } }: Listing,
  progress: Progress | undefined,
): Promise<Answers> {
  const client = context.swr(context.settings.region);
  const access = new Map<string, () => Promise<Access>>();
  for (const organization of organizations)
    access.set(organization, () => client.organizationAccess.read({ organization }));
  for (const at of repositories) access.set(subjectOf(at), () => client.access.read(at));
  const shares = new Map<string, () => Promise<Shares>>();
  for (const at of repositories.filter((it) => isShared?.(it) === true))
    // No name has a space, so these keys differ from those above.
    shares.set(`${subjectOf(at)} shares`, () => client.of(sharing).accountsOf(at));
  const reads = new Map<string, () => Promise<Access | Shares>>([...access, ...shares]);
  let done = 0;
  progress?.(done, reads.size);
  const read = async (key: string): Promise<Access | Shares | undefined> => {
    try {
      return await reads.get(key)?.();
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    } finally {
      done += 1;
      progress?.(done, reads.size);
    }
  };
  // Without a `progress` function, a long scan logs lines about its progress.
  const logging = progress === undefined ? context : { ...context, log: () => undefined };
  const found = await onEach(logging, "SWR", "reading who has access", [...reads.keys()], read);
  const failed = [...found.values()].find((it) => it instanceof Error);
  // Refused credentials end the scan.
  if (failed !== undefined) reasonOf(failed);
  const answersOf = (keys: Iterable<string>) => [...keys].map((key) => [key, found.get(key)] as const);
  return {
    access: new Map(answersOf(access.keys())) as Answers["access"],
    shares: new Map(
      answersOf(shares.keys()).map(([key, it]) => [key.replace(" shares", ""), it]),
    ) as Answers["shares"],
  };
}

const isAccess = (answer: Access | Error | undefined): answer is Access =>
  answer !== undefined && !(answer instanceof Error);

/** The caller, as the first list that was read names it. */
function callerOf({ access }: Answers, names: Names | undefined): LiveUser | undefined {
  const caller = [...access.values()].find(isAccess)?.caller;
  const [user] = caller === undefined ? [] : namedAll([caller], names);
  return user === undefined ? undefined : { userId: user.userId, userName: user.userName };
}

/** The sentences about reads that failed. */
function unreadIn({ access, shares }: Answers, isNamed: (subject: string) => boolean): Unread[] {
  const failures = [...access, ...shares].flatMap(([subject, it]) =>
    it instanceof Error ? [{ subject, message: it.message }] : [],
  );
  const missing = [...access].flatMap(([subject, it]) =>
    it === undefined && isNamed(subject)
      ? [{ subject, message: `${subject}: there is no such organization, or the caller may not see it.` }]
      : [],
  );
  const cut = [...shares].flatMap(([subject, it]) =>
    it !== undefined && !(it instanceof Error) && it.isCut
      ? [
          {
            subject,
            message: `${subject}: SWR lists no more than ${String(MOST_SHARES_LISTED)} accounts it is shared with.`,
          },
        ]
      : [],
  );
  return [...failures, ...missing, ...cut];
}

function assemble(listing: Listing, answers: Answers, names: Names | undefined) {
  const {
    organizations,
    repositories,
    shares: { isShared },
  } = listing;
  const usersOf = (subject: string) => {
    const access = answers.access.get(subject);
    return isAccess(access) ? namedAll(shownAccess(access).users, names) : undefined;
  };
  const sharedWith = (at: Listing["repositories"][number]): readonly string[] | undefined => {
    if (isShared === undefined) return undefined;
    if (!isShared(at)) return [];
    const shares = answers.shares.get(subjectOf(at));
    return shares instanceof Error ? undefined : (shares?.accounts ?? []);
  };
  const isGone = (subject: string): boolean => answers.access.get(subject) === undefined;
  const byOrganization = new Map(organizations.map((name): [string, LiveRepository[]] => [name, []]));
  for (const at of repositories) {
    if (isGone(subjectOf(at))) continue;
    const { repository: name, isPublic, category, description } = at;
    const users = usersOf(subjectOf(at));
    const live = { name, isPublic, category, description, users, sharedWith: sharedWith(at) };
    byOrganization.get(at.organization)?.push(live);
  }
  const found = [...byOrganization].filter(([name, inside]) => inside.length > 0 || !isGone(name));
  return found.map(([name, inside]): LiveOrganization => ({
    name,
    users: usersOf(name),
    repositories: inside,
  }));
}

/** What this caller cannot see in this cloud. */
const blindSpotsOf = ({ shares }: Listing, reason: string | undefined): string[] => [
  ...(reason === undefined
    ? []
    : [`Names of users are as the lists show them, and only IAM knows whose they are. ${reason}`]),
  ...(shares.reason === undefined
    ? []
    : [`Accounts that repositories are shared with are not shown. ${shares.reason}`]),
];

/** Reads who has access to everything that the caller may see, or to a selection of it. */
export async function scan(context: Context, selection: Selection = {}, progress?: Progress): Promise<Live> {
  const [{ names, reason }, listing] = await Promise.all([namesOfIam(context), listAll(context, selection)]);
  const answers = await readAll(context, listing, progress);
  const isNamed = (subject: string): boolean => selection.organizations?.includes(subject) === true;
  return {
    region: context.settings.region,
    caller: callerOf(answers, names),
    hasNamesOfIam: names !== undefined,
    organizations: withOrigin(assemble(listing, answers, names)),
    unread: [...listing.unread, ...unreadIn(answers, isNamed)],
    blindSpots: blindSpotsOf(listing, reason),
  };
}
