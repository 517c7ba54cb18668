import type { Organization, Repository, User } from "../../store/store";

export const READ = 1;
export const EDIT = 3;
export const MANAGE = 7;

/** Administrators, and who created the organization, manage it without being listed. */
export function organizationRight(organization: Organization, user: User): number {
  if (user.admin || organization.creator.id === user.id) return MANAGE;
  return organization.access.get(user.id)?.auth ?? 0;
}

/** The larger of what a user holds through the organization and on the repository itself. */
export function repositoryRight(organization: Organization, repository: Repository, user: User): number {
  return Math.max(organizationRight(organization, user), repository.access.get(user.id)?.auth ?? 0);
}

/** Granting on a repository takes edit on its organization or manage on itself. */
export const mayGrant = (organization: Organization, repository: Repository, user: User): boolean =>
  organizationRight(organization, user) >= EDIT || repositoryRight(organization, repository, user) >= MANAGE;
