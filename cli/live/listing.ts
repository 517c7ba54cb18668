/** Which organizations and repositories there are, in as few calls as the API allows. */
import { AuthenticationError, messageOf, SettingsError } from "../../provider/errors";
import { matcherOf } from "../../provider/patterns";
import type { Context } from "../../provider/resource";
import { subjectOf } from "../../provider/swr/access";
import { organizations as organizationsOf } from "../../provider/swr/organizations";
import { type ListedRepository, repositories as repositoriesOf } from "../../provider/swr/repositories";
import { sharing } from "../../provider/swr/sharing";
import type { Unread } from "./types";

/** What to read. Left out: all that the caller may see. */
export interface Selection {
  /** Exact names of organizations. */
  readonly organizations?: readonly string[];
  /** Names and patterns of repositories, as RepositoryAccessPolicy takes them. */
  readonly repositories?: readonly string[];
}

/** Which repositories are shared with other accounts. `reason`: why that is not known. */
type Shared =
  | { readonly isShared: (repository: ListedRepository) => boolean; readonly reason?: never }
  | { readonly isShared?: never; readonly reason: string };

export interface Listing {
  /** Sorted. */
  readonly organizations: readonly string[];
  /** Sorted by organization and name. */
  readonly repositories: readonly ListedRepository[];
  /** Whether a repository is shared with other accounts, or why the cloud does not say. */
  readonly shares: Shared;
  readonly unread: readonly Unread[];
}

/** The message of a failure after which the scan goes on. Throws failures of credentials and settings: every other read would fail too. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof AuthenticationError || thrown instanceof SettingsError) throw thrown;
  return messageOf(thrown);
}

/** The answer of a call, or what to report in its place. */
interface Attempt<T> {
  readonly found?: T;
  readonly unread: readonly Unread[];
  readonly thrown?: unknown;
}

const attempt = async <T>(subject: string, call: Promise<T>): Promise<Attempt<T>> => {
  try {
    return { found: await call, unread: [] };
  } catch (thrown) {
    return { unread: [{ subject, message: reasonOf(thrown) }], thrown };
  }
};

/** One list for all organizations; where some are named, one for each of them. */
const listRepositories = (context: Context, named: readonly string[] | undefined) => {
  const api = context.swr(context.settings.region).of(repositoriesOf);
  return named === undefined
    ? [attempt("", api.list())]
    : named.map((organization) => attempt(organization, api.list({ organization })));
};

async function listOrganizations(
  context: Context,
  named: readonly string[] | undefined,
): Promise<Attempt<readonly string[]>> {
  // A named organization needs no call of its own: the read of its access list tells whether it is there.
  if (named !== undefined) return { found: named, unread: [] };
  const api = context.swr(context.settings.region).of(organizationsOf);
  const listing = api.list({ includeVisible: true });
  return attempt(
    "",
    listing.then((all) => all.map(({ name }) => name)),
  );
}

/** A cloud or a caller without the list of shared repositories is no failure: the report says what it cannot see. */
async function listShared(context: Context): Promise<Shared> {
  try {
    const shared = await context.swr(context.settings.region).of(sharing).sharedByMe();
    const subjects = new Set(shared.map(subjectOf));
    return { isShared: (repository) => subjects.has(subjectOf(repository)) };
  } catch (thrown) {
    return { reason: reasonOf(thrown) };
  }
}

export async function listAll(context: Context, selection: Selection): Promise<Listing> {
  const named = selection.organizations && [...new Set(selection.organizations)];
  const [organizations, shares, ...lists] = await Promise.all([
    listOrganizations(context, named),
    listShared(context),
    ...listRepositories(context, named),
  ]);
  // Where no list at all could be read there is nothing to report, so the command fails with the reason.
  if ([organizations, ...lists].every(({ found }) => found === undefined)) throw organizations.thrown;
  const unread = [...organizations.unread, ...lists.flatMap((list) => list.unread)];
  const all = lists.flatMap(({ found = [] }) => found);
  const matches = selection.repositories && matcherOf(selection.repositories);
  const repositories = all.filter(({ repository }) => matches?.(repository) ?? true);
  const owners = repositories.map(({ organization }) => organization);
  // Where repositories are chosen, an organization without any of them is left out, unless it is named.
  const listed = matches === undefined ? (organizations.found ?? []) : (named ?? []);
  return { organizations: [...new Set([...listed, ...owners])].sort(), repositories, shares, unread };
}
