import type { CheckFailure } from "../../resource";
import { checkOrganizationName } from "../../swr/names";
import { UNKNOWN } from "../../unknown";
import { listOf } from "../accessList/model";
import { checkUsers } from "../accessList/rules";
import type { Inputs, Rule } from "./model";
import { isExcluding, whyWrong } from "./patterns";

/** Failures of one rule's users, by the properties that the program has. */
export const inRule = (at: number, failures: readonly CheckFailure[]): CheckFailure[] =>
  failures.map(({ property, reason }) => ({
    property: property.startsWith("users") ? `rules[${String(at)}].${property}` : property,
    reason,
  }));

function checkPatterns(repositories: readonly string[], at: number): CheckFailure[] {
  const property = `rules[${String(at)}].repositories`;
  const known = repositories.filter((it) => typeof it === "string" && it !== UNKNOWN);
  const wrong = repositories.flatMap((pattern, index) => {
    if (typeof pattern !== "string" || pattern === UNKNOWN) return [];
    const reason = whyWrong(pattern);
    return reason === undefined ? [] : [{ property: `${property}[${String(index)}]`, reason }];
  });
  if (known.length < repositories.length || !known.every(isExcluding)) return wrong;
  const reason =
    repositories.length === 0
      ? 'is empty: give a name or a pattern, "**" for all repositories'
      : 'has only patterns with !, so it matches nothing: give one without, "**" for all repositories';
  return [...wrong, { property, reason }];
}

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
    return [...checkPatterns(listOf(rule.repositories), at), ...inRule(at, users)];
  });
  return [...checkOrganizationName("organization", organization), ...rules];
}
