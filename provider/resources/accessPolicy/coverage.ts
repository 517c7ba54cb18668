import { hasUnknown } from "../../unknown";
import { idKey, rankOf } from "../../swr/access";
import { isExpired, type UserGrant } from "../accessList/model";
import type { Inputs, Rule } from "./model";
import { matcherOf, nearestTo } from "../../patterns";

/** Who may use a repository, by all rules that match it together. */
export interface Covered {
  readonly users: readonly UserGrant[];
  /** The indexes of the rules that match the repository. */
  readonly rules: readonly number[];
}

/** The key of a user: the id, or the name until the look-ups are done. */
const keyOf = ({ userId, userName = "" }: UserGrant): string =>
  userId === undefined ? `name ${userName}` : idKey(userId);

/**
 * The stronger one of two grants for one user. A grant that has not ended comes first, then the greater permission, then the
 * later end.
 */
function stronger(a: UserGrant, b: UserGrant, now: Date): UserGrant {
  const [isOverA, isOverB] = [isExpired(a, now), isExpired(b, now)];
  if (isOverA !== isOverB) return isOverA ? b : a;
  const [rankA, rankB] = [rankOf(a.permission), rankOf(b.permission)];
  if (rankA !== rankB) return rankA > rankB ? a : b;
  const end = ({ expiresAt }: UserGrant): number =>
    expiresAt === undefined ? Infinity : Date.parse(expiresAt);
  return end(a) >= end(b) ? a : b;
}

/** Pure. What the rules of a policy declare for each repository. */
export class Coverage {
  readonly #rules: readonly { readonly rule: Rule; readonly matches: (name: string) => boolean }[];
  /** Answers by the set of matching rules. Thousands of repositories share a few such sets. */
  readonly #known = new Map<string, Covered>();

  constructor(
    rules: readonly Rule[],
    private readonly now: Date,
  ) {
    this.#rules = rules.map((rule) => ({ rule, matches: matcherOf(rule.repositories) }));
  }

  /** Undefined: no rule matches the repository, so the policy leaves it alone. */
  at(repository: string): Covered | undefined {
    const rules = this.#rules.flatMap(({ matches }, at) => (matches(repository) ? at : []));
    if (rules.length === 0) return undefined;
    const key = rules.join();
    const covered = this.#known.get(key) ?? { rules, users: this.#usersOf(rules) };
    this.#known.set(key, covered);
    return covered;
  }

  #usersOf(rules: readonly number[]): readonly UserGrant[] {
    const users = new Map<string, UserGrant>();
    for (const user of rules.flatMap((at) => this.#rules[at]?.rule.users ?? [])) {
      const other = users.get(keyOf(user));
      users.set(keyOf(user), other === undefined ? user : stronger(other, user, this.now));
    }
    return [...users.values()];
  }

  /**
   * The index of the first of these rules that gives a user the strongest grant. `is`: tells whether a user is the one in
   * question.
   */
  deciding(rules: readonly number[], is: (user: UserGrant) => boolean): number {
    const said = rules.flatMap((at) =>
      (this.#rules[at]?.rule.users ?? []).flatMap((user) => (is(user) ? [{ at, user }] : [])),
    );
    const strongest = said.reduce<UserGrant | undefined>(
      (best, { user }) => (best === undefined ? user : stronger(best, user, this.now)),
      undefined,
    );
    return said.find(({ user }) => user === strongest)?.at ?? 0;
  }

  /** How many of these repositories each rule matches. */
  counts(repositories: readonly string[]): readonly number[] {
    return this.#rules.map(({ matches }) => repositories.filter(matches).length);
  }

  /** Patterns that match none of these repositories, each with the names that resemble it most. */
  idle(
    repositories: readonly string[],
  ): readonly { pattern: string; at: number; nearest: readonly string[] }[] {
    return this.#rules.flatMap(({ rule }, at) =>
      rule.repositories.flatMap((pattern) => {
        const matches = matcherOf([pattern.replace(/^!/, "")]);
        if (repositories.some(matches)) return [];
        return { pattern, at, nearest: nearestTo(pattern.replace(/^!/, ""), repositories) };
      }),
    );
  }
}

/** The coverage of a program's rules; undefined while a pattern is not known yet. */
export const coverageOf = ({ rules }: Pick<Inputs, "rules">, now: Date): Coverage | undefined =>
  hasUnknown(rules.map(({ repositories }) => repositories)) ? undefined : new Coverage(rules, now);
