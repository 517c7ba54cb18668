import type { Emulator } from "../../sandbox/emulator";
import { ID } from "../support/stack";
import { type PlaceName, PLACES } from "./program";

/** Who holds an organization in the seed. */
const SEEDED: Readonly<Record<string, readonly string[]>> = { "team-b": [ID.deployer] };

/**
 * Whether a user holds, or held, the organization of a repository: what such a user has at the repository, and what its list shows, is
 * not the repository's resource's alone to judge. Nothing is above an organization's own list.
 */
export function inherits(emulator: Emulator, at: PlaceName): (userId: string) => boolean {
  const { organization, repository } = PLACES[at];
  if (repository === undefined) return () => false;
  const changes = emulator
    .changes()
    .filter((it) => it.organization === organization && it.repository === null);
  const users = new Set([...(SEEDED[organization] ?? []), ...changes.map(({ userId }) => userId)]);
  return (userId) => users.has(userId);
}

/** Whether the server lets an organization's list be seen on, or reach into, the lists of its repositories. */
function reachesDown(emulator: Emulator): boolean {
  const dialect = emulator.dialect();
  return (
    dialect["organization-users"] === "listed" ||
    dialect["shown-level"] === "higher" ||
    dialect["organization-revoke"] === "cascades"
  );
}

/**
 * Whether an organization's list has changed since a moment, given by the number of changes, and its repositories' lists with it: a
 * run that changes both leaves a repository's list as it was when the run wrote it, and the next run has to look again.
 */
export const hasShifted = (emulator: Emulator, since: number): boolean =>
  reachesDown(emulator) &&
  emulator
    .changes()
    .slice(since)
    .some(({ repository }) => repository === null);
