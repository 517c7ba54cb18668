// Made by `make docs` from provider/registry.ts: change it there.

/** Pulumi resources and functions for SWR, the container registry of Huawei Cloud and Open Telekom Cloud. */
export {
  getOrganization,
  getOrganizationOutput,
  type GetOrganizationArgs,
  type GetOrganizationOutputArgs,
  type GetOrganizationResult,
} from "./getOrganization";
export {
  getOrganizationAccess,
  getOrganizationAccessOutput,
  type GetOrganizationAccessArgs,
  type GetOrganizationAccessOutputArgs,
  type GetOrganizationAccessResult,
} from "./getOrganizationAccess";
export {
  getOrganizations,
  getOrganizationsOutput,
  type GetOrganizationsArgs,
  type GetOrganizationsOutputArgs,
  type GetOrganizationsResult,
} from "./getOrganizations";
export {
  getRepositories,
  getRepositoriesOutput,
  type GetRepositoriesArgs,
  type GetRepositoriesOutputArgs,
  type GetRepositoriesResult,
} from "./getRepositories";
export {
  getRepository,
  getRepositoryOutput,
  type GetRepositoryArgs,
  type GetRepositoryOutputArgs,
  type GetRepositoryResult,
} from "./getRepository";
export {
  getRepositoryAccess,
  getRepositoryAccessOutput,
  type GetRepositoryAccessArgs,
  type GetRepositoryAccessOutputArgs,
  type GetRepositoryAccessResult,
} from "./getRepositoryAccess";
export {
  getRepositoryAccesses,
  getRepositoryAccessesOutput,
  type GetRepositoryAccessesArgs,
  type GetRepositoryAccessesOutputArgs,
  type GetRepositoryAccessesResult,
} from "./getRepositoryAccesses";
export {
  getUser,
  getUserOutput,
  type GetUserArgs,
  type GetUserOutputArgs,
  type GetUserResult,
} from "./getUser";
export { Organization, type OrganizationArgs } from "./organization";
export { OrganizationAccess, type OrganizationAccessArgs } from "./organizationAccess";
export { Repository, type RepositoryArgs } from "./repository";
export { RepositoryAccess, type RepositoryAccessArgs } from "./repositoryAccess";
export { RepositoryAccessPolicy, type RepositoryAccessPolicyArgs } from "./repositoryAccessPolicy";
export { RetentionPolicy, type RetentionPolicyArgs } from "./retentionPolicy";
export type {
  AppliedGrant,
  AppliedRule,
  ListedOrganization,
  ListedRepository,
  ListedRepositoryAccess,
  Permission,
  RepositoryAccessRule,
  RepositoryCategory,
  RepositoryGrants,
  TagSelector,
  TagSelectorArgs,
  TagSelectorKind,
  User,
  UserGrant,
} from "./types";
