import type { CheckFailure } from "../../resource";
import { checkOrganizationName } from "../../swr/names";
import { listOf } from "../accessList/model";
import { checkUsers } from "../accessList/rules";
import type { Inputs, Rule } from "./model";
import { checkPatterns } from "../../patterns";

/** Failures of one rule's users, by the properties that the program has. */
export const inRule = (at: number, failures: readonly CheckFailure[]): CheckFailure[] =>
  failures.map(({ property, reason }) => ({
    property: property.startsWith("users") ? `rules[${String(at)}].${property}` : property,
    reason,
  }));

const isRule = (value: unknown): value is Rule => typeof value === "object" && value !== null;

/** Pure: what is wrong with a declaration and that its schema cannot say. Shapes that are wrong pass: the schema has told. */
export function checkRules(inputs: Inputs): CheckFailure[] {
  const { organization, ignoreUsers } = inputs;
  const rules = listOf(inputs.rules).flatMap((rule, at) => {
    if (!isRule(rule)) return [];
    const users = checkUsers({
      users: listOf(rule.users),
      ...(ignoreUsers === undefined ? {} : { ignoreUsers }),
    });
    return [
      ...checkPatterns(`rules[${String(at)}].repositories`, listOf(rule.repositories)),
      ...inRule(at, users),
    ];
  });
  return [...checkOrganizationName("organization", organization), ...rules];
}
