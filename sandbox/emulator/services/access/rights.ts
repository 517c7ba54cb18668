import { repositoryOf, type UserCall } from "../../api/call";
import { swrError } from "../../api/refusals";
import type { Organization, Place, RepositoryPlace } from "../../store/store";
import type { User } from "../../store/user";
import { listOf } from "./lists";

export const READ = 1;
export const EDIT = 3;
export const MANAGE = 7;

/** Administrators, and who created the organization, manage it without being listed. */
export function organizationRight(organization: Organization, user: User): number {
  if (user.admin || organization.creator.id === user.id) return MANAGE;
  return listedAuth({ organization }, user);
}

/** The larger of what a user holds through the organization and on the repository itself. */
export const repositoryRight = (place: RepositoryPlace, user: User): number =>
  Math.max(organizationRight(place.organization, user), listedAuth(place, user));

/** What the caller may do with a repository. */
export const rightOn = ({ caller }: UserCall, place: RepositoryPlace): number =>
  repositoryRight(place, caller);

/** The repository that the path names, for a caller who has this right on it. */
export function repositoryFor(call: UserCall, right: number): RepositoryPlace {
  const found = repositoryOf(call);
  if (rightOn(call, found) >= right) return found;
  throw right === READ ? swrError.mayNotUse() : swrError.mayNotManageRepository();
}

/** Granting on a repository takes edit on its organization or manage on itself. */
export const mayGrant = (place: RepositoryPlace, user: User): boolean =>
  organizationRight(place.organization, user) >= EDIT || repositoryRight(place, user) >= MANAGE;

const listedAuth = (place: Place, { id }: User): number => listOf(place).get(id)?.auth ?? 0;
