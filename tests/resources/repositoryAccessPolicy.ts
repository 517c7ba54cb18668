import { wordOf } from "../../provider/swr/access";
import { ID } from "../support/stack";
import type { Life, Value } from "./support/life";

const ORGANIZATION = "team-a";
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const rule = (
  repositories: readonly string[],
  ...users: { userId: string; userName: string; permission: string }[]
): Value => ({ repositories, users });
const RULES = [rule(["web/**"], ALICE, BOB)];
const WRITTEN = [rule(["web/**"], ALICE, { ...BOB, permission: "Write" })];

/**
 * A policy is what the repositories have that its rules match. The life has one of them, beside another that no rule matches: what many
 * do to each other is in `tests/provider/resources/accessPolicy`, in the faults of two, and in the model.
 */
export const repositoryAccessPolicy: Life = {
  resource: "RepositoryAccessPolicy",
  program: { organization: ORGANIZATION, rules: RULES },
  live: (emulator, { organization }) => {
    const owner = emulator.state().organizations.find(({ name }) => name === organization);
    const granted = (owner?.repositories ?? []).filter(({ access }) => access.length > 0);
    const [first] = granted;
    if (first === undefined) return undefined;
    const rules = granted.map(({ name, access }) => {
      const users = access.map(({ userId, userName, auth }) => ({
        userId,
        userName: String(userName),
        permission: wordOf(auth),
      }));
      return rule(
        [name.replace(/^web\/.*/, "web/**")],
        ...users.sort((a, b) => (a.userName < b.userName ? -1 : 1)),
      );
    });
    return { id: String(first.id), rules };
  },
  elsewhere: { organization: "team-b" },
  given: (emulator) => {
    emulator.createRepository({ organization: "team-b", repository: "web/app" });
    emulator.revoke({ organization: "team-b", repository: "tools", user: "bob" });
  },

  changes: { rules: [WRITTEN] },
  drifts: [
    {
      name: "rules",
      act: ({ emulator }) => {
        emulator.grant({ organization: ORGANIZATION, repository: "web/app", user: "mallory", auth: 7 });
      },
      line: "team-a/web/app: mallory has Manage, not declared; up will revoke it",
    },
    {
      name: "rules: one who was revoked",
      act: ({ emulator }) => {
        emulator.revoke({ organization: ORGANIZATION, repository: "web/app", user: "bob" });
      },
      line: "team-a/web/app: bob has no access, declared Read; up will grant Read",
    },
  ],
  gone: ({ emulator }) => {
    emulator.deleteOrganization(ORGANIZATION);
  },
  restore: ({ emulator }) => {
    emulator.createOrganization({ name: ORGANIZATION, creator: "admin" });
    emulator.createRepository({ organization: ORGANIZATION, repository: "web/app" });
  },

  invalid: [
    { args: { organization: "Team" }, property: "organization", says: /lowercase/ },
    {
      args: { rules: [rule(["web/**"], ALICE, ALICE)] },
      property: "rules[0].users[1].userId",
      says: /is already listed/,
    },
    { args: { rules: [rule(["web/"], ALICE)] }, property: "rules[0].repositories[0]", says: /slash/ },
    { args: { rules: [rule([], ALICE)] }, property: "rules[0].repositories", says: /is empty/ },
    { args: { rules: [rule(["!api"], ALICE)] }, property: "rules[0].repositories", says: /matches nothing/ },
  ],
  refusedCreates: [
    {
      name: "no organization",
      args: { organization: "gone" },
      says: /^gone: the organization gone does not exist: create it first\. .* 404 /,
    },
    {
      name: "no right",
      user: "bob",
      says: /^team-a: cannot read the organization: 403 .* The caller lacks the right/,
    },
  ],
  refusedDeletes: [
    {
      name: "no right",
      user: "dave",
      says: /^team-a\/web\/app: cannot read who has access: 403 .* The caller lacks the right/,
    },
  ],

  list: {
    faults: "tests/faults",
    ofWrites: ["appliedBy", "__written", "__kept"],
    imported: { rules: [rule(["web/app"], ALICE, BOB)] },
  },
};
