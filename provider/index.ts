/**
 * The provider without an engine: `pulumi-swr/provider`. Programs use `pulumi-swr`; this door is what Pulumi's
 * dynamic host opens, by the constant text that `sdk/` puts into every resource.
 */
import { createDynamicProvider } from "./hosts/dynamic";

export * from "./errors";

/** One dynamic provider for each resource, by the resource's name. */
export const dynamicProviders = {
  RepositoryAccess: createDynamicProvider("RepositoryAccess"),
};
