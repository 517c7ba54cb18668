import * as swr from "@pulumi/swr";

// Settings of its own: explicit, so that stacks for several clouds can stand side by side.
const otc = new swr.Provider("otc", { cloud: "otc", region: "eu-de" });

const web = new swr.RepositoryAccess(
  "web",
  {
    organization: "team-a",
    repository: "web/app",
    users: [
      { userName: "alice", permission: "Manage" },
      { userName: "bob", permission: "Read" },
    ],
  },
  { provider: otc },
);

export const granted = web.users;
