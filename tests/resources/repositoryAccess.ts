import { REPOSITORY } from "../support/stack";
import { lifeOf } from "./support/accessLists";
import type { Life } from "./support/life";

export const repositoryAccess: Life = {
  ...lifeOf(REPOSITORY),
  operations: {
    create: "createUserRepositoryAuth",
    read: "showUserRepositoryAuth",
    update: "updateUserRepositoryAuth",
    delete: "deleteUserRepositoryAuth",
  },
  elsewhere: { organization: "team-b", repository: "api" },
  given: (emulator) => {
    emulator.createRepository({ organization: "team-b", repository: "web/app" });
  },
};
