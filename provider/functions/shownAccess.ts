/** What the functions that answer an access list have in common. */
import { APPLIED_GRANT } from "../appliedGrant";
import { type Access, byName, type Grant, isSameUser } from "../swr/access";

/** The result beside the place. `others`: whom else the list may show, or may not, in a sentence. */
export const accessOutputs = <O extends string>(others: O) =>
  ({
    users: {
      listOf: APPLIED_GRANT,
      description: `Everybody the list shows but the caller, by name. ${others}`,
    },
    caller: {
      object: APPLIED_GRANT,
      description: "Who asks, and its own right, whether the list has it or it comes from elsewhere.",
    },
  }) as const;

/** Whether the caller is an entry of the list depends on the cloud: as a user it is always left out. */
export const shownAccess = ({
  caller,
  entries,
}: Access): { readonly users: readonly Grant[]; readonly caller: Grant } => ({
  users: entries.filter((entry) => !isSameUser(entry, caller)).sort(byName),
  caller,
});
