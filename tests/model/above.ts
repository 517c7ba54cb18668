import type { Emulator } from "../../sandbox/emulator";
import { ID } from "../support/stack";
import { type PlaceName, PLACES } from "./declared";

/** Users who have access to an organization in the seed. */
const SEEDED: Readonly<Record<string, readonly string[]>> = { "team-b": [ID.deployer] };

/**
 * Returns whether a user has, or had, access to the organization of a repository. What the repository's list shows for such a user
 * does not depend on the repository's resource alone, so the judge skips them. An organization has nothing above it.
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

/** Whether in this dialect the list of an organization is visible in its repositories' lists, or changes them. */
function reachesDown(emulator: Emulator): boolean {
  const dialect = emulator.dialect();
  return (
    dialect["organization-users"] === "listed" ||
    dialect["shown-level"] === "higher" ||
    dialect["organization-revoke"] === "cascades"
  );
}

/**
 * Whether an organization's list has changed after the first `since` changes, and may have changed its repositories' lists too. A
 * run may finish a repository's list before the organization's list changes it, so the next run has to compare it again.
 */
export const hasShifted = (emulator: Emulator, since: number): boolean =>
  reachesDown(emulator) &&
  emulator
    .changes()
    .slice(since)
    .some(({ repository }) => repository === null);
