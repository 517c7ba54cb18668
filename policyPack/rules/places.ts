/** The setting `except` of the rules over single flags: the places where the rule does not count. */
import { matcherOf } from "../../provider/patterns";
import type { Declared } from "../declared";
import { checkPlaces, PLACE_PATTERN } from "../names";

export interface Excepting {
  /**
   * Places where the rule does not count: `organization/repository` or `organization`, with the patterns of a
   * RepositoryAccessPolicy. Default: none.
   */
  readonly except: readonly string[];
}

export const EXCEPT = {
  type: "array",
  items: { type: "string", pattern: PLACE_PATTERN },
  description:
    "Places where this policy does not count, as organization/repository or organization, with the patterns * ** ? {a,b} !.",
} as const;

export const checkExcept =
  (policy: string) =>
  ({ except }: Excepting): void => {
    checkPlaces(policy, "except", except);
  };

/** Whether a resource is at one of these places: `unknown` while its place is not known. */
export function isExcepted({ place }: Declared, { except }: Excepting): boolean | "unknown" {
  if (except.length === 0) return false;
  return place === undefined ? "unknown" : matcherOf(except)(place);
}
