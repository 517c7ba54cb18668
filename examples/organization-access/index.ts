import * as swr from "pulumi-swr";

const team = new swr.OrganizationAccess("team", {
  organization: "team-a",
  users: [
    { userName: "alice", permission: "Manage" },
    { userName: "bob", permission: "Read" },
  ],
});

export const granted = team.users;
