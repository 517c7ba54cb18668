import { ORGANIZATION } from "../support/stack";
import { lifeOf } from "./support/accessLists";
import type { Life } from "./support/life";

export const organizationAccess: Life = {
  ...lifeOf(ORGANIZATION),
  elsewhere: { organization: "team-c" },
  given: (emulator) => {
    emulator.createOrganization({ name: "team-c", creator: "admin" });
  },
};
