import * as swr from "@pulumi/swr";

// This explicit provider has its own settings, so that one program can use several clouds.
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
