import type { FunctionDefinition } from "../resource";
import { type RepositoryRef, subjectOf } from "../swr/access";
import { readExisting } from "../swr/missing";
import { checkNames } from "../swr/names";
import { shownAccess, type ShownAccess } from "./shownAccess";

export type Place = RepositoryRef & { readonly region?: string };

export interface RepositoryAccess extends Place, ShownAccess {
  readonly repositoryId: number;
}

/** Who may use one repository, and what the caller may do there. Reads afresh each time. */
export const getRepositoryAccess: FunctionDefinition<Place, RepositoryAccess> = {
  token: "swr:index:getRepositoryAccess",
  rules: checkNames,

  invoke: async (context, args) => {
    const { organization, repository, region = context.settings.region } = args;
    const reading = context.swr(region).access.read(args);
    const access = await readExisting(args, subjectOf(args), reading);
    return {
      organization,
      repository,
      ...(region === undefined ? {} : { region }),
      repositoryId: access.id,
      ...shownAccess(access),
    };
  },
};
