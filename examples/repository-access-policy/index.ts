import * as swr from "pulumi-swr";

const shop = new swr.RepositoryAccessPolicy("shop", {
  organization: "shop",
  rules: [
    { repositories: ["**"], users: [{ userName: "deployer", permission: "Read" }] },
    {
      repositories: ["web/**", "!web/legacy-*"],
      users: [
        { userName: "alice", permission: "Manage" },
        { userName: "bob", permission: "Write" },
      ],
    },
    { repositories: ["batch/*"], users: [{ userName: "carol", permission: "Write" }] },
    { repositories: ["base/{node,python}-*"], users: [{ userName: "dave", permission: "Manage" }] },
  ],
});

// Each set of users once, with the number of repositories that have it.
export const granted = shop.grants.apply((sets) =>
  sets.map(({ repositories, users }) => {
    const who = users.map(({ userName, permission }) => `${userName} ${permission}`);
    return `${String(repositories.length)} repositories: ${who.join(", ")}`;
  }),
);
