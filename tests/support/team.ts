import assert from "node:assert/strict";
import { Client } from "../emulator/support/client";
import { of, ref } from "./program";
import type { Scenario } from "./scenario";
import { ID } from "./stack";

export const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
export const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
export const WEB = { organization: "team-c", repository: "web/app" };

/** An organization, a repository in it, and who may use both: each is made of the outputs of what it needs. */
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

/** What may not come before what, of all that is done for a team. */
const ORDER = [
  ["createNamespace", "createNamespaceAuth"],
  ["createNamespace", "createRepo"],
  ["createRepo", "createUserRepositoryAuth"],
  ["deleteUserRepositoryAuth", "deleteRepo"],
  ["deleteRepo", "deleteNamespaces"],
  ["deleteNamespaceAuth", "deleteNamespaces"],
] as const;

/** Operations that write since the last time, in their order, by the API's names; with their status if they were refused. */
export function writesOf({ emulator }: Scenario): string[] {
  const writes = emulator.requests().flatMap(({ method, operation, status }) => {
    if (method === "GET" || operation === null) return [];
    return [(status ?? 0) < 300 ? operation : `${operation} ${String(status)}`];
  });
  emulator.clearRequests();
  return writes;
}

/** These operations and no other ones, each of them after those that it depends on. */
export function expectWrites(it0: Scenario, ...expected: string[]): void {
  const writes = writesOf(it0);
  assert.deepEqual([...writes].sort(), expected.sort());
  for (const [first, second] of ORDER)
    if (writes.includes(first) && writes.includes(second))
      assert.ok(writes.indexOf(first) < writes.indexOf(second), writes.join());
}

/** Everything of the team was made in this order, and nothing else. */
export const expectCreated = (it0: Scenario): void => {
  expectWrites(it0, ...CREATES);
  expectWhole(it0);
};

/** Everything of the team was deleted in the right order, but for what had gone before, and nothing of it is left. */
export function expectDeleted(it0: Scenario, ...before: string[]): void {
  expectWrites(it0, ...DELETES.filter((operation) => !before.includes(operation)));
  assert.equal(found(it0), undefined);
}

/** The team as it is at the API; undefined: it is not there. */
export const found = ({
  emulator,
}: Scenario): ReturnType<typeof emulator.state>["organizations"][0] | undefined =>
  emulator.state().organizations.find(({ name }) => name === WEB.organization);

/** What the stack has nothing to do with. */
export const others = ({ emulator }: Scenario): object[] =>
  emulator.state().organizations.filter(({ name }) => name !== WEB.organization);

/** The team is there as it is declared. */
export function expectWhole(it0: Scenario): void {
  const [web] = found(it0)?.repositories ?? [];
  const { isPublic, category, description } = web ?? {};
  const declared = { isPublic: false, category: "app_server", description: "The shop." };
  assert.deepEqual({ isPublic, category, description }, declared);
  assert.deepEqual([it0.granted(WEB), it0.granted({ organization: "team-c" })], [["bob=1"], ["alice=7"]]);
}

/** A preview without change: exit 0, no marks, no line of ours, and nothing written. */
export async function expectNoChanges(it0: Scenario): Promise<void> {
  it0.emulator.clearRequests();
  const { code, output } = await it0.preview("--expect-no-changes");
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /\[diff: |declared|revoke|team-c.*: /);
  assert.deepEqual(writesOf(it0), []);
}

/** Somebody else changes what the repository says of itself. */
export async function changeRepository(it0: Scenario, attributes: object): Promise<void> {
  const path = `/v2/manage/namespaces/${WEB.organization}/repos/web$app`;
  const { status, text } = await new Client(it0.emulator, "admin").patch(path, attributes);
  assert.equal(status, 201, text);
}

/** All calls of one operation are refused from now on; the returned function ends that. */
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
