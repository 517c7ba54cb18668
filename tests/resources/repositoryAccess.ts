import { REPOSITORY } from "../support/stack";
import { lifeOf } from "./support/accessLists";
import type { Life } from "./support/life";

export const repositoryAccess: Life = {
  ...lifeOf(REPOSITORY),
  elsewhere: { organization: "team-b", repository: "api" },
  given: (emulator) => {
    emulator.createRepository({ organization: "team-b", repository: "web/app" });
  },
};
