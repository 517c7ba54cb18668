import { PolicyPack } from "@pulumi/policy";
import { accessPolicies } from "pulumi-swr/policy-pack";

new PolicyPack("swr-access", {
  enforcementLevel: "mandatory",
  policies: accessPolicies({
    manageOnlyForListedUsers: { users: ["alice", "*-admin"] },
    accessOfPeopleEnds: { machineUsers: ["ci", "deployer"], maxDays: 365 },
  }),
});
