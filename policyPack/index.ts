/**
 * Rules over access to SWR for Pulumi's policy engine: `pulumi-swr/policy-pack`. They judge what a program declares, before
 * anything is written, on the plugin and on the dynamic host alike. Nothing here calls the cloud.
 */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { CommonSettings } from "./rule";
import { type CountSettings, limitedNumberOfUsers } from "./rules/count";
import { accessOfPeopleEnds, type EndSettings } from "./rules/end";
import { exclusiveAccess } from "./rules/exclusive";
import { manageOnlyForListedUsers, type ManageSettings } from "./rules/manage";
import type { Excepting } from "./rules/places";
import { noPublicRepositories } from "./rules/publicRepositories";

export {
  accessOfPeopleEnds,
  exclusiveAccess,
  limitedNumberOfUsers,
  manageOnlyForListedUsers,
  noPublicRepositories,
};
export type { CommonSettings, CountSettings, EndSettings, Excepting, ManageSettings };

/** The settings of each policy, by the name of its function. What is left out has its default. */
export interface AccessPoliciesSettings extends Partial<CommonSettings> {
  readonly manageOnlyForListedUsers?: Partial<ManageSettings>;
  readonly noPublicRepositories?: Partial<Excepting>;
  readonly exclusiveAccess?: Partial<Excepting>;
  readonly accessOfPeopleEnds?: Partial<EndSettings>;
  readonly limitedNumberOfUsers?: Partial<CountSettings>;
}

/** All policies of this pack. */
export const accessPolicies = ({
  showNames = true,
  ...of
}: AccessPoliciesSettings = {}): ResourceValidationPolicy[] => [
  manageOnlyForListedUsers({ showNames, ...of.manageOnlyForListedUsers }),
  noPublicRepositories({ showNames, ...of.noPublicRepositories }),
  exclusiveAccess({ showNames, ...of.exclusiveAccess }),
  accessOfPeopleEnds({ showNames, ...of.accessOfPeopleEnds }),
  limitedNumberOfUsers({ showNames, ...of.limitedNumberOfUsers }),
];
