/** Parts that all functions which return access lists share. */
import { APPLIED_GRANT } from "../appliedGrant";
import { type Access, byName, type Grant, isSameUser } from "../swr/access";

/** The outputs for users and caller. `others`: a sentence about further users whom the list may show or hide. */
export const accessOutputs = <O extends string>(others: O) =>
  ({
    users: {
      listOf: APPLIED_GRANT,
      description: `All users on the list except the caller, sorted by name. ${others}`,
    },
    caller: {
      object: APPLIED_GRANT,
      description:
        "The caller and the caller's own right, whether it is an entry of the list or comes from elsewhere.",
    },
  }) as const;

/**
 * An access list as a function returns it. Whether the list contains the caller depends on the cloud, so the caller is never
 * among the users.
 */
export const shownAccess = ({
  caller,
  entries,
}: Access): { readonly users: readonly Grant[]; readonly caller: Grant } => ({
  users: entries.filter((entry) => !isSameUser(entry, caller)).sort(byName),
  caller,
});
