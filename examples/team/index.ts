import * as swr from "pulumi-swr";

const team = new swr.Organization("team", { name: "team-c" });

// Outputs used as inputs tell Pulumi the order: a resource is created after those it uses, and deleted before them.
const everywhere = new swr.OrganizationAccess("everywhere", {
  organization: team.name,
  users: [{ userName: "alice", permission: "Manage" }],
});

const web = new swr.Repository("web", {
  organization: team.name,
  repository: "web/app",
  description: "The web shop.",
});

const webAccess = new swr.RepositoryAccess("web-access", {
  organization: web.organization,
  repository: web.repository,
  users: [{ userName: "bob", permission: "Write" }],
});

const base = new swr.Repository("base", { organization: team.name, repository: "base/node" });

// A pattern says nothing of what has to be there first: `dependsOn` does.
const baseAccess = new swr.RepositoryAccessPolicy(
  "base-access",
  {
    organization: team.name,
    rules: [{ repositories: ["base/**"], users: [{ userName: "carol", permission: "Write" }] }],
  },
  { dependsOn: base },
);

export const address = web.path;
export const managers = everywhere.users;
export const writers = webAccess.users;
export const grants = baseAccess.grants;
