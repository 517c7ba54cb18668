import assert from "node:assert/strict";
import { Client } from "../emulator/support/client";
import { of, ref } from "./program";
import type { Scenario } from "./scenario";
import { ID } from "./stack";

export const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
export const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
export const WEB = { organization: "team-c", repository: "web/app" };

/** An organization, a repository in it, and who may use both. Each resource uses outputs of those it depends on. */
export const team = (web: object = {}, organization: object = {}): Record<string, object> => ({
  team: of("Organization", { name: WEB.organization, ...organization }),
  everywhere: of("OrganizationAccess", { organization: ref("team", "name"), users: [ALICE] }),
  web: of("Repository", {
    organization: ref("team", "name"),
    repository: WEB.repository,
    category: "app_server",
    description: "The shop.",
    ...web,
  }),
  grants: of("RepositoryAccess", {
    organization: ref("web", "organization"),
    repository: ref("web", "repository"),
    users: [BOB],
  }),
});

const CREATES = ["createNamespace", "createNamespaceAuth", "createRepo", "createUserRepositoryAuth"];
const DELETES = ["deleteNamespaces", "deleteNamespaceAuth", "deleteRepo", "deleteUserRepositoryAuth"];

/** Pairs of writes for a team. The first one must come before the second. */
const ORDER = [
  ["createNamespace", "createNamespaceAuth"],
  ["createNamespace", "createRepo"],
  ["createRepo", "createUserRepositoryAuth"],
  ["deleteUserRepositoryAuth", "deleteRepo"],
  ["deleteRepo", "deleteNamespaces"],
  ["deleteNamespaceAuth", "deleteNamespaces"],
] as const;

/** Names of the writing operations since the last call, in their order. A refused operation has its status behind its name. */
export function writesOf({ emulator }: Scenario): string[] {
  const writes = emulator.requests().flatMap(({ method, operation, status }) => {
    if (method === "GET" || operation === null) return [];
    return [(status ?? 0) < 300 ? operation : `${operation} ${String(status)}`];
  });
  emulator.clearRequests();
  return writes;
}

/** Checks that exactly these operations wrote, each after those that it depends on. */
export function expectWrites(it0: Scenario, ...expected: string[]): void {
  const writes = writesOf(it0);
  assert.deepEqual([...writes].sort(), expected.sort());
  for (const [first, second] of ORDER)
    if (writes.includes(first) && writes.includes(second))
      assert.ok(writes.indexOf(first) < writes.indexOf(second), writes.join());
}

/** Checks that the whole team was created in the right order, and nothing else was written. */
export const expectCreated = (it0: Scenario): void => {
  expectWrites(it0, ...CREATES);
  expectWhole(it0);
};

/** Checks that the team was deleted in the right order and is gone. `before` names the deletes of an earlier run. */
export function expectDeleted(it0: Scenario, ...before: string[]): void {
  expectWrites(it0, ...DELETES.filter((operation) => !before.includes(operation)));
  assert.equal(found(it0), undefined);
}

/** The team as the API has it; undefined if it is not there. */
export const found = ({
  emulator,
}: Scenario): ReturnType<typeof emulator.state>["organizations"][0] | undefined =>
  emulator.state().organizations.find(({ name }) => name === WEB.organization);

/** All organizations that do not belong to the stack. */
export const others = ({ emulator }: Scenario): object[] =>
  emulator.state().organizations.filter(({ name }) => name !== WEB.organization);

/** Checks that the team is at the API as it is declared. */
export function expectWhole(it0: Scenario): void {
  const [web] = found(it0)?.repositories ?? [];
  const { isPublic, category, description } = web ?? {};
  const declared = { isPublic: false, category: "app_server", description: "The shop." };
  assert.deepEqual({ isPublic, category, description }, declared);
  assert.deepEqual([it0.granted(WEB), it0.granted({ organization: "team-c" })], [["bob=1"], ["alice=7"]]);
}

/** Expects a preview without change: exit code 0, no marks, no line of the provider, nothing written. */
export async function expectNoChanges(it0: Scenario): Promise<void> {
  it0.emulator.clearRequests();
  const { code, output } = await it0.preview("--expect-no-changes");
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /\[diff: |declared|revoke|team-c.*: /);
  assert.deepEqual(writesOf(it0), []);
}

/** Changes attributes of the repository, as another user would. */
export async function changeRepository(it0: Scenario, attributes: object): Promise<void> {
  const path = `/v2/manage/namespaces/${WEB.organization}/repos/web$app`;
  const { status, text } = await new Client(it0.emulator, "admin").patch(path, attributes);
  assert.equal(status, 201, text);
}

/** Refuses all calls of one operation from now on. The returned function ends that. */
export function refuse({ emulator }: Scenario, operation: string): () => void {
  const body = { error_code: "SVCSTG.SWR.4037017", error_msg: "not now" };
  const fault = emulator.fault({
    match: { operation },
    times: "forever",
    action: { answer: { status: 403, body } },
  });
  return () => {
    emulator.clearFaults(fault);
  };
}
