/** Pulumi resources for SWR, the container registry of Huawei Cloud and Open Telekom Cloud. */
export { RepositoryAccess, type RepositoryAccessArgs } from "./repositoryAccess";
export type { AppliedGrant, Permission, User, UserGrant } from "./types";
