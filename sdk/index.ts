// Made by `make docs` from provider/registry.ts: change it there.

/** Pulumi resources and functions for SWR, the container registry of Huawei Cloud and Open Telekom Cloud. */
export {
  getOrganizationAccess,
  type GetOrganizationAccessArgs,
  getOrganizationAccessOutput,
  type GetOrganizationAccessOutputArgs,
  type GetOrganizationAccessResult,
  getRepositoryAccess,
  type GetRepositoryAccessArgs,
  getRepositoryAccessOutput,
  type GetRepositoryAccessOutputArgs,
  type GetRepositoryAccessResult,
  getUser,
  type GetUserArgs,
  getUserOutput,
  type GetUserOutputArgs,
  type GetUserResult,
} from "./functions";
export { Organization, type OrganizationArgs } from "./organization";
export { OrganizationAccess, type OrganizationAccessArgs } from "./organizationAccess";
export { Repository, type RepositoryArgs } from "./repository";
export { RepositoryAccess, type RepositoryAccessArgs } from "./repositoryAccess";
export { RepositoryAccessPolicy, type RepositoryAccessPolicyArgs } from "./repositoryAccessPolicy";
export type {
  AppliedGrant,
  AppliedRule,
  Permission,
  RepositoryAccessRule,
  RepositoryCategory,
  RepositoryGrants,
  User,
  UserGrant,
} from "./types";
