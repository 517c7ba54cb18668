import type { Rule } from "../../../../provider/resources/accessPolicy/model";
import { type Emulated, emulated } from "../../../support/emulated";
import { granted, type Policy, POLICY, type Stack } from "../../../support/stack";

export const ORGANIZATION = "team-a";
export const rule = (repositories: readonly string[], users: Readonly<Record<string, string>>): Rule => ({
  repositories,
  users: Object.entries(users).map(
    ([userName, permission]) => ({ userName, permission }) as Rule["users"][number],
  ),
});
export const policy = (...rules: readonly Rule[]): Policy => ({ rules });
export const EVERYWHERE = rule(["**"], { bob: "Read" });
export const WEB = rule(["web/**", "!web/legacy"], { alice: "Manage", bob: "Write" });

/** An emulator with four repositories in an organization, and a stack with one policy. It is reset before each test. */
export interface PolicyWorld {
  readonly it0: Emulated;
  readonly stack: () => Stack;
  /** Who has access at the API, sorted: `alice=7`. */
  readonly at: (repository: string) => string[];
  readonly give: (repository: string, user: string, auth?: number) => void;
  readonly make: (...repositories: string[]) => void;
  /** The writes since this was last called, sorted: `POST web/app`. */
  readonly writes: () => string[];
}

export function policyWorld(): PolicyWorld {
  const it0 = emulated(POLICY);
  let stack: Stack;
  const make = (...repositories: string[]): void => {
    for (const repository of repositories)
      it0.emulator.createRepository({ organization: ORGANIZATION, repository });
  };
  beforeEach(() => {
    make("web/legacy", "web/shop");
    stack = it0.newStack();
  });
  return {
    it0,
    stack: () => stack,
    make,
    at: (repository) => granted(it0.emulator, { organization: ORGANIZATION, repository }),
    give: (repository, user, auth = 1) => {
      it0.emulator.grant({ organization: ORGANIZATION, repository, user, auth });
    },
    writes: () => {
      const found = it0.emulator.requests().flatMap(({ method, path }) => {
        const repository = /repos\/([^/]+)\/access$/.exec(path)?.[1];
        return repository === undefined || method === "GET"
          ? []
          : [`${method} ${repository.replaceAll("$", "/")}`];
      });
      it0.emulator.clearRequests();
      return found.sort();
    },
  };
}
