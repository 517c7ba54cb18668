import type { Emulator } from "../../sandbox/emulator";
import { listAt } from "../support/emulated";
import { type PlaceName, PLACES } from "./declared";
import type { Edit } from "./steps";

export const exists = (emulator: Emulator, at: PlaceName): boolean =>
  listAt(emulator, PLACES[at]) !== undefined;

/** Makes a change of others. Returns whether it was the end of a repository. */
export function edit(emulator: Emulator, it: Edit): boolean {
  const { organization, repository } = PLACES[it.at];
  const isThere = exists(emulator, it.at);
  switch (it.do) {
    case "repository":
      if (repository === undefined) return false;
      if (it.exists && !isThere) emulator.createRepository({ organization, repository });
      if (!it.exists && isThere) emulator.deleteRepository({ organization, repository });
      return !it.exists;
    case "organization":
      if (it.auth === null) emulator.revoke({ organization, user: it.user });
      else emulator.grant({ organization, user: it.user, auth: it.auth });
      return false;
    case "grant":
      if (isThere) emulator.grant({ ...PLACES[it.at], user: it.user, auth: it.auth });
      return false;
    case "revoke":
      if (isThere) emulator.revoke({ ...PLACES[it.at], user: it.user });
      return false;
  }
}
