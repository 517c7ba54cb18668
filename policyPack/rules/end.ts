import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type Declared, listed, type User } from "../declared";
import { checkNames, isAmong, NAME_PATTERN, whoIs } from "../names";
import { type CommonSettings, mayName, policyOf, type Rule } from "../rule";

export interface EndSettings {
  /**
   * Ids, names and patterns of users that are machines, whose access needs no end. All others count as people. Default:
   * `ci`, `ci-*`, `*-ci`, `bot-*`, `*-bot`, `svc-*`, `*-svc`.
   */
  readonly machineUsers: readonly string[];
  /** The largest number of days from now until a person's access ends. Default: any number. */
  readonly maxDays?: number;
}

const NAME = "swr-access-of-people-ends";
const DAY = 24 * 60 * 60 * 1000;

const isLaterThan = (days: number, { expiresAt = "" }: User): boolean =>
  Date.parse(expiresAt) > Date.now() + days * DAY;

/** The users as a message names them. */
function named(found: readonly User[], declared: Declared, settings: CommonSettings): string {
  if (mayName(declared, settings)) return listed(found.map(whoIs));
  return found.length === 1 ? "one user" : `${String(found.length)} users`;
}

/** What is wrong with one list of people; empty where nothing is. An end that is not known yet counts as an end. */
function checkPeople(
  property: string,
  people: readonly User[],
  declared: Declared,
  settings: EndSettings & CommonSettings,
): string[] {
  const { maxDays } = settings;
  const endless = people.filter(({ expiresAt }) => expiresAt === undefined);
  const late = maxDays === undefined ? [] : people.filter((user) => isLaterThan(maxDays, user));
  return [
    ...(endless.length === 0
      ? []
      : [
          `${property}: access without an end for ${named(endless, declared, settings)}. Set expiresAt to a date and time such as 2030-06-30T18:00:00Z, or add machines to the policy's setting machineUsers`,
        ]),
    ...(late.length === 0
      ? []
      : [
          `${property}: expiresAt is more than ${String(maxDays)} days from now for ${named(late, declared, settings)}. Set an earlier date`,
        ]),
  ];
}

const RULE: Rule<EndSettings> = {
  name: NAME,
  displayName: "SWR: access of people ends",
  description: "Every grant to a person has an end (expiresAt). Machine users need none.",
  severity: "medium",
  remediation:
    "Set expiresAt of the grant, or add the user's id, name or a pattern of names to the setting machineUsers of this policy.",
  kinds: ["RepositoryAccess", "OrganizationAccess", "RepositoryAccessPolicy"],
  schema: {
    machineUsers: {
      type: "array",
      items: { type: "string", pattern: NAME_PATTERN },
      description: "Ids, names and patterns (* ? {a,b} !) of machine users, whose access needs no end.",
    },
    maxDays: {
      type: "number",
      exclusiveMinimum: 0,
      description: "The largest number of days from now until a person's access ends. Default: any number.",
    },
  },
  defaults: { machineUsers: ["ci", "ci-*", "*-ci", "bot-*", "*-bot", "svc-*", "*-svc"] },
  checkSettings: ({ machineUsers }) => {
    checkNames(NAME, "machineUsers", machineUsers);
  },
  check: (declared, settings) => {
    const isMachine = isAmong(settings.machineUsers);
    return declared.lists.flatMap(({ property, users }) => {
      const people = users.filter((user) => isMachine(user) === false);
      return checkPeople(property, people, declared, settings);
    });
  },
};

/** A policy: every grant to a person ends. */
export const accessOfPeopleEnds = (
  settings: Partial<EndSettings & CommonSettings> = {},
): ResourceValidationPolicy => policyOf(RULE, settings);
