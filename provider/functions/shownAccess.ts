import { type Access, byName, type Grant, isSameUser } from "../swr/access";

/** Who may use something, as functions answer it. */
export interface ShownAccess {
  /** Everybody the list shows but the caller: whether the caller is an entry of it depends on the cloud. */
  readonly users: readonly Grant[];
  readonly caller: Grant;
}

/** A list as functions answer it. */
export const shownAccess = ({ caller, entries }: Access): ShownAccess => ({
  users: entries.filter((entry) => !isSameUser(entry, caller)).sort(byName),
  caller,
});
