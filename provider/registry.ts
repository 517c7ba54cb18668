import { getterOf } from "./functions/getter";
import { getOrganizationAccess } from "./functions/getOrganizationAccess";
import { getOrganizations } from "./functions/getOrganizations";
import { getRepositories } from "./functions/getRepositories";
import { getRepositoryAccess } from "./functions/getRepositoryAccess";
import { getRepositoryAccesses } from "./functions/getRepositoryAccesses";
import { getUser } from "./functions/getUser";
import type { FunctionDefinition, ResourceDefinition } from "./resource";
import { hooksOf } from "./lifecycle";
import { organization } from "./resources/organization";
import { organizationAccess } from "./resources/organizationAccess";
import { repository } from "./resources/repository";
import { repositoryAccess } from "./resources/repositoryAccess";
import { repositoryAccessPolicy } from "./resources/repositoryAccessPolicy";
import { retentionPolicy } from "./resources/retentionPolicy";

/** Every resource, by the name of its class. */
export const REGISTRY = {
  Organization: hooksOf(organization),
  OrganizationAccess: organizationAccess,
  Repository: hooksOf(repository),
  RepositoryAccess: repositoryAccess,
  RepositoryAccessPolicy: repositoryAccessPolicy,
  RetentionPolicy: hooksOf(retentionPolicy),
} satisfies Record<string, ResourceDefinition<object, object>>;

/** Every function, by its name. */
export const FUNCTIONS = {
  getOrganization: getterOf(organization),
  getOrganizationAccess,
  getOrganizations,
  getRepositories,
  getRepository: getterOf(repository),
  getRepositoryAccess,
  getRepositoryAccesses,
  getUser,
} satisfies Record<string, FunctionDefinition<object, object>>;

export type ResourceName = keyof typeof REGISTRY;
export type FunctionName = keyof typeof FUNCTIONS;
