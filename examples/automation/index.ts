import * as pulumi from "@pulumi/pulumi";
import * as swr from "pulumi-swr";

// Each stack is named after its organization.
const organization = pulumi.getStack();

new swr.RepositoryAccessPolicy("access", {
  organization,
  rules: [
    { repositories: ["**"], users: [{ userName: "alice", permission: "Manage" }] },
    { repositories: ["**", "!internal/**"], users: [{ userName: "bob", permission: "Read" }] },
  ],
});
