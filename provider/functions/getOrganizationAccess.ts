import type { FunctionDefinition } from "../resource";
import type { OrganizationRef } from "../swr/access";
import { readExisting } from "../swr/missing";
import { checkOrganizationName } from "../swr/names";
import { shownAccess, type ShownAccess } from "./shownAccess";

export type Place = OrganizationRef & { readonly region?: string };

export interface OrganizationAccess extends Place, ShownAccess {
  readonly organizationId: number;
}

/** Who may use one organization, and what the caller may do there. Reads afresh each time. */
export const getOrganizationAccess: FunctionDefinition<Place, OrganizationAccess> = {
  token: "swr:index:getOrganizationAccess",
  rules: ({ organization }) => checkOrganizationName("organization", organization),

  invoke: async (context, args) => {
    const { organization, region = context.settings.region } = args;
    const reading = context.swr(region).organizationAccess.read(args);
    const access = await readExisting(args, organization, reading);
    return {
      organization,
      ...(region === undefined ? {} : { region }),
      organizationId: access.id,
      ...shownAccess(access),
    };
  },
};
