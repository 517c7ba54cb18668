import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type CommonSettings, policyOf, type Rule } from "../rule";
import { checkExcept, EXCEPT, type Excepting, isExcepted } from "./places";

const NAME = "swr-exclusive-access";

const RULE: Rule<Excepting> = {
  name: NAME,
  displayName: "SWR: exclusive access lists",
  description:
    "Every access list is exclusive. Only then users whom no program declares are drift and lose access.",
  severity: "medium",
  remediation:
    "Leave exclusive out, since its default is true, or add the place to the setting except of this policy.",
  kinds: ["RepositoryAccess", "OrganizationAccess", "RepositoryAccessPolicy"],
  schema: { except: EXCEPT },
  defaults: { except: [] },
  checkSettings: checkExcept(NAME),
  check: (declared, settings) =>
    declared.inputs["exclusive"] === false && isExcepted(declared, settings) === false
      ? [
          "exclusive is false, so users whom the program does not declare keep their access. Leave exclusive out or set it to true, or add the place to the policy's setting except",
        ]
      : [],
};

/** A policy: every access list is exclusive, so that nobody has access whom no program declares. */
export const exclusiveAccess = (
  settings: Partial<Excepting & CommonSettings> = {},
): ResourceValidationPolicy => policyOf(RULE, settings);
