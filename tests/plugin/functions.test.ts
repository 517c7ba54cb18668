import assert from "node:assert/strict";
import { FUNCTIONS } from "../../provider/registry";
import { type Props, secret } from "../support/pluginProcess";
import { ALICE, onEachSdk, UNKNOWN } from "../support/pluggedList";
import { ID, PLACE } from "../support/stack";

/** Of each function: arguments, a part of what it answers, and arguments with a slip, which is named. */
const CALLS: Readonly<
  Record<keyof typeof FUNCTIONS, readonly [args: Props, answer: Props, slip: Props, says: string]>
> = {
  getOrganization: [
    { name: "team-a" },
    { name: "team-a", region: "eu-de", creatorName: "admin" },
    { nam: "team-a" },
    "nam is no property of this: did you mean name?",
  ],
  getOrganizationAccess: [
    { organization: "team-a" },
    { organization: "team-a", users: [ALICE] },
    { organisation: "team-a" },
    "organisation is no property of this: did you mean organization?",
  ],
  getRepository: [
    PLACE,
    { ...PLACE, region: "eu-de", isPublic: false, imageCount: 0 },
    { ...PLACE, reposittory: "web" },
    "reposittory is no property of this: did you mean repository?",
  ],
  getRepositoryAccess: [
    PLACE,
    { ...PLACE, users: [ALICE] },
    { organisation: "team-a" },
    "organisation is no property of this: did you mean organization?",
  ],
  getRepositoryAccesses: [
    { organization: "team-a", repositories: ["web/*"] },
    { organization: "team-a", repositories: [{ repository: "web/app", users: [ALICE] }] },
    { organization: "team-a", repository: ["web/*"] },
    "repository is no property of this: did you mean repositories?",
  ],
  getUser: [
    { userName: "bob" },
    { userId: ID.bob, userName: "bob" },
    { username: "bob" },
    "username is no property of this: did you mean userName?",
  ],
};

onEachSdk("functions", (it0) => {
  for (const [name, { token }] of Object.entries(FUNCTIONS)) {
    const [args, answer, slip, says] = CALLS[name as keyof typeof FUNCTIONS];

    it(`${name} answers, and refuses a slip by its property`, async () => {
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

    it(`${name} is not called with what is not known yet`, async () => {
      it0.emulator.clearRequests();
      const [first = ""] = Object.keys(args);
      const call = it0.plugin.invoke(token, { ...args, [first]: UNKNOWN });
      await assert.rejects(call, /an argument is not known yet: call it in the real run/);
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
    it(`${token} of what is not there: one sentence, and the plugin lives on`, async () => {
      await assert.rejects(it0.plugin.invoke(token, args), says);
      assert.match(await it0.plugin.version(), /^\d/);
    });

  it("an answer that repeats a secret argument is a secret there", async () => {
    const args = { ...PLACE, repository: secret("web/app") };
    const { result } = await it0.plugin.invoke(FUNCTIONS.getRepository.token, args);
    assert.deepEqual([result["repository"], result["organization"]], [secret("web/app"), "team-a"]);
  });
});
