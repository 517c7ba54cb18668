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

/** An emulator with four repositories in the organization, as new before each test, and a stack with one policy. */
export interface PolicyWorld {
  readonly it0: Emulated;
  readonly stack: () => Stack;
  /** Who really has access: `alice=7`, sorted. */
  readonly at: (repository: string) => string[];
  readonly give: (repository: string, user: string, auth?: number) => void;
  readonly make: (...repositories: string[]) => void;
  /** What was written since the last time: `POST web/app`, sorted. */
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
