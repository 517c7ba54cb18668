import type { FunctionDefinition } from "../resource";
import { byName, type Grant, type RepositoryRef, subjectOf } from "../swr/access";
import { readExisting } from "../swr/missing";
import { checkNames } from "../swr/names";

export type Place = RepositoryRef & { readonly region?: string };

export interface RepositoryAccess extends Place {
  readonly repositoryId: number;
  /** Everybody the list shows but the caller: whether the caller is an entry of it depends on the cloud. */
  readonly users: readonly Grant[];
  readonly caller: Grant;
}

/** Who may use one repository, and what the caller may do there. Reads afresh each time. */
export const getRepositoryAccess: FunctionDefinition<Place, RepositoryAccess> = {
  token: "swr:index:getRepositoryAccess",
  rules: checkNames,

  invoke: async (context, args) => {
    const { organization, repository, region = context.settings.region } = args;
    const reading = context.swr(region).access.read(args);
    const { id, caller, entries } = await readExisting(args, subjectOf(args), reading);
    return {
      organization,
      repository,
      ...(region === undefined ? {} : { region }),
      repositoryId: id,
      users: entries.filter(({ userId }) => userId !== caller.userId).sort(byName),
      caller,
    };
  },
};
