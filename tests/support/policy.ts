import assert from "node:assert/strict";
import { History } from "./history";
import { of } from "./program";
import type { Scenario } from "./scenario";

export const ORGANIZATION = "team-a";
/** The repositories of the tests. The third one is not in the seed: `withThree` makes it. */
export const REPOSITORIES = ["api", "web/app", "web/shop"];

const user = (userName: string, permission: string): object => ({ userName, permission });
export const rule = (repositories: readonly unknown[], users: Readonly<Record<string, string>>): object => ({
  repositories,
  users: Object.entries(users).map(([userName, permission]) => user(userName, permission)),
});

/** Bob reads everything; under `web/` he also writes, and alice manages. */
export const RULES = [rule(["**"], { bob: "Read" }), rule(["web/**"], { alice: "Manage", bob: "Write" })];
export const policy = (args: object = {}): object =>
  of("RepositoryAccessPolicy", { organization: ORGANIZATION, rules: RULES, ...args });

/** The access that `RULES` declare, as one RepositoryAccess for each repository. */
export const SINGLES = {
  api: of("RepositoryAccess", {
    organization: ORGANIZATION,
    repository: "api",
    users: [user("bob", "Read")],
  }),
  app: single("web/app"),
  shop: single("web/shop"),
};

/** A repository under `web/` with what `RULES` declare for it. */
export function single(repository: string, args: object = {}): object {
  const users = [user("alice", "Manage"), user("bob", "Write")];
  return of("RepositoryAccess", { organization: ORGANIZATION, repository, users, ...args });
}

const place = (repository: string): { organization: string; repository: string } => ({
  organization: ORGANIZATION,
  repository,
});

export const make = ({ emulator }: Scenario, repository: string): void => {
  emulator.createRepository(place(repository));
};
export const give = ({ emulator }: Scenario, repository: string, name: string, auth: number): void => {
  emulator.grant({ ...place(repository), user: name, auth });
};
export const take = ({ emulator }: Scenario, repository: string, name: string): void => {
  emulator.revoke({ ...place(repository), user: name });
};

/** Who has access at the API, by repository. */
export const access = (it0: Scenario, ...repositories: string[]): Record<string, string[]> =>
  Object.fromEntries(repositories.map((it) => [it, it0.granted(place(it))]));

/** The access that `RULES` declare for the three repositories. */
export const DECLARED = {
  api: ["bob=1"],
  "web/app": ["alice=7", "bob=3"],
  "web/shop": ["alice=7", "bob=3"],
};
export const expectDeclared = (it0: Scenario): void => {
  assert.deepEqual(access(it0, ...REPOSITORIES), DECLARED);
};

/** Writes of access since the last time, as `POST web/app`, sorted; with their status if they were refused. */
export function writesOf({ emulator }: Scenario): string[] {
  const writes = emulator.requests().flatMap(({ method, path, status }) => {
    const [, repository] = /\/repos\/([^/]+)\/access$/.exec(path) ?? [];
    if (repository === undefined || method === "GET") return [];
    const refused = (status ?? 0) < 300 ? "" : ` ${String(status)}`;
    return [`${method} ${repository.replaceAll("$", "/")}${refused}`];
  });
  emulator.clearRequests();
  return writes.sort();
}

/** Three repositories, and a policy for them that was applied. */
export async function withPolicy(it0: Scenario, args: object = {}): Promise<void> {
  make(it0, "web/shop");
  await it0.declareAll({ resources: { all: policy(args) } }).up();
  assert.deepEqual(writesOf(it0), ["POST api", "POST web/app", "POST web/shop"]);
  expectDeclared(it0);
}

/** A preview without change: exit 0, no line of ours, nothing written. */
export async function expectNothingToDo(it0: Scenario): Promise<void> {
  it0.emulator.clearRequests();
  const { code, output } = await it0.preview("--expect-no-changes");
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /\[diff: |declared|revoke|matches|covered/);
  assert.deepEqual(writesOf(it0), []);
}

/** What happens from now on to each repository's list. */
export const histories = ({ emulator }: Scenario): History[] =>
  REPOSITORIES.map((repository) => new History(emulator, place(repository)));

/** Nobody's access changed on any list, not for a moment either. */
export function expectUntouched(lists: readonly History[]): void {
  assert.deepEqual(
    lists.flatMap((it) => it.changes()),
    [],
  );
}

/** Writes on one repository's list are refused from now on; the returned function ends that. */
export function refuseWrites({ emulator }: Scenario, method: string, repository: string): () => void {
  const body = { error_code: "SVCSTG.SWR.4037017", error_msg: "not now" };
  const path = `/repos/${repository.replaceAll("/", "$")}/access`;
  const fault = emulator.fault({
    match: { method, path },
    times: "forever",
    action: { answer: { status: 403, body } },
  });
  return () => {
    emulator.clearFaults(fault);
  };
}
