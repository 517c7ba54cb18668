import type { ResourceDefinition } from "./resource";
import { repositoryAccess } from "./resources/repositoryAccess";

/** Every resource by the name its class has. One line for each. */
export const REGISTRY = {
  RepositoryAccess: repositoryAccess,
} satisfies Record<string, ResourceDefinition<object, object>>;

export type ResourceName = keyof typeof REGISTRY;
