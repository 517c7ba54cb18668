import * as swr from "pulumi-swr";

const web = new swr.RepositoryAccess("web", {
  organization: "team-a",
  repository: "web/app",
  users: [
    { userName: "alice", permission: "Manage" },
    { userName: "bob", permission: "Read" },
  ],
});

export const granted = web.users;
