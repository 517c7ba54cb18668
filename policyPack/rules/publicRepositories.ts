import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type CommonSettings, policyOf, type Rule } from "../rule";
import { checkExcept, EXCEPT, type Excepting, isExcepted } from "./places";

const NAME = "swr-no-public-repositories";

const RULE: Rule<Excepting> = {
  name: NAME,
  displayName: "SWR: no public repositories",
  description: "No repository is public. Everybody may pull the images of a public repository.",
  severity: "high",
  remediation:
    "Leave isPublic out or set it to false, or add the repository to the setting except of this policy.",
  kinds: ["Repository"],
  schema: { except: EXCEPT },
  defaults: { except: [] },
  checkSettings: checkExcept(NAME),
  check: (declared, settings) =>
    declared.inputs["isPublic"] === true && isExcepted(declared, settings) === false
      ? [
          "isPublic is true, so everybody may pull its images without any permission. Leave isPublic out or set it to false, or add the repository to the policy's setting except",
        ]
      : [],
};

/** A policy: no repository is public. */
export const noPublicRepositories = (
  settings: Partial<Excepting & CommonSettings> = {},
): ResourceValidationPolicy => policyOf(RULE, settings);
