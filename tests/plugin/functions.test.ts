import assert from "node:assert/strict";
import { FUNCTIONS } from "../../provider/registry";
import { type Props, secret } from "../support/pluginProcess";
import { ALICE, onEachSdk, UNKNOWN } from "../support/pluggedList";
import { ID, PLACE } from "../support/stack";

/** For each function: arguments, a part of its answer, arguments with a mistake, and the refusal that names it. */
const CALLS: Readonly<
  Record<keyof typeof FUNCTIONS, readonly [args: Props, answer: Props, slip: Props, says: string]>
> = {
  getOrganization: [
    { name: "team-a" },
    { name: "team-a", region: "eu-de", creatorName: "admin" },
    { nam: "team-a" },
    "nam is not a known property: did you mean name?",
  ],
  getOrganizationAccess: [
    { organization: "team-a" },
    { organization: "team-a", users: [ALICE] },
    { organisation: "team-a" },
    "organisation is not a known property: did you mean organization?",
  ],
  getOrganizations: [
    { name: "nobody" },
    { region: "eu-de", organizations: [] },
    { nam: "team-a" },
    "nam is not a known property: did you mean name?",
  ],
  getRepositories: [
    { organization: "team-a", category: "linux" },
    { region: "eu-de", repositories: [] },
    { organization: "team-a", repository: ["web/*"] },
    "repository is not a known property: did you mean repositories?",
  ],
  getRepository: [
    PLACE,
    { ...PLACE, region: "eu-de", isPublic: false, imageCount: 0 },
    { ...PLACE, reposittory: "web" },
    "reposittory is not a known property: did you mean repository?",
  ],
  getRepositoryAccess: [
    PLACE,
    { ...PLACE, users: [ALICE] },
    { organisation: "team-a" },
    "organisation is not a known property: did you mean organization?",
  ],
  getRepositoryAccesses: [
    { organization: "team-a", repositories: ["web/*"] },
    { organization: "team-a", repositories: [{ repository: "web/app", users: [ALICE] }] },
    { organization: "team-a", repository: ["web/*"] },
    "repository is not a known property: did you mean repositories?",
  ],
  getUser: [
    { userName: "bob" },
    { userId: ID.bob, userName: "bob" },
    { username: "bob" },
    "username is not a known property: did you mean userName?",
  ],
};

onEachSdk("functions", (it0) => {
  for (const [name, { token }] of Object.entries(FUNCTIONS)) {
    const [args, answer, slip, says] = CALLS[name as keyof typeof FUNCTIONS];

    it(`${name} answers, and refuses a misspelled argument by its property`, async () => {
      it0.emulator.grant({ organization: "team-a", user: "alice", auth: 7 });
      it0.emulator.grant({ ...PLACE, user: "alice", auth: 7 });
      const { result, failures } = await it0.plugin.invoke(token, args);
      assert.deepEqual(failures, []);
      assert.deepEqual({ ...result, ...answer }, result);
      it0.emulator.clearRequests();
      const refused = await it0.plugin.invoke(token, slip);
      assert.ok(refused.failures.map(({ property, reason }) => `${property} ${reason}`).includes(says));
      assert.deepEqual([refused.result, it0.emulator.requests()], [{}, []]);
    });

    it(`${name} sends nothing while an argument is not known yet`, async () => {
      it0.emulator.clearRequests();
      const [first = ""] = Object.keys(args);
      const call = it0.plugin.invoke(token, { ...args, [first]: UNKNOWN });
      await assert.rejects(call, /an argument is not known yet: call the function in the real run/);
      assert.deepEqual(it0.emulator.requests(), []);
    });
  }

  for (const [token, args, says] of [
    [
      FUNCTIONS.getOrganization.token,
      { name: "nobody" },
      /nobody: the organization nobody does not exist: create it first/,
    ],
    [
      FUNCTIONS.getRepository.token,
      { ...PLACE, repository: "none" },
      /team-a\/none: the repository does not exist: create it first/,
    ],
  ] as const)
    it(`${token} of what does not exist: one sentence, and the plugin lives on`, async () => {
      await assert.rejects(it0.plugin.invoke(token, args), says);
      assert.match(await it0.plugin.version(), /^\d/);
    });

  it("the parts of an answer that repeat a secret argument are secret", async () => {
    const args = { ...PLACE, repository: secret("web/app") };
    const { result } = await it0.plugin.invoke(FUNCTIONS.getRepository.token, args);
    assert.deepEqual([result["repository"], result["organization"]], [secret("web/app"), "team-a"]);
  });
});
