import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { startEmulator, type Emulator } from "../../sandbox/emulator";
import * as swr from "../../sdk";
import { environmentOf, ID, PLACE } from "../support/stack";
import { failureOf } from "../provider/support/server";

const ALICE = { userId: ID.alice, userName: "alice" };

describe("functions of the npm package", () => {
  let emulator: Emulator;
  const before0 = { ...process.env };
  const configured = pulumi.runtime.allConfig();
  before(async () => {
    emulator = await startEmulator();
    Object.assign(process.env, environmentOf(emulator));
  });
  after(async () => {
    process.env = before0;
    pulumi.runtime.setAllConfig(configured);
    await pulumi.runtime.setMocks(MOCKS);
    await emulator.stop();
  });
  beforeEach(() => {
    emulator.reset();
    emulator.grant({ ...PLACE, user: "alice", auth: 7 });
    pulumi.runtime.setAllConfig({});
  });

  const MOCKS: pulumi.runtime.Mocks = {
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
    call: () => assert.fail("the engine is not asked: the functions run in the program"),
  };
  /** Runs a program. For this package it is as if each ran in a process of its own. */
  async function run<T>(program: () => Promise<T>, preview = false): Promise<T> {
    await pulumi.runtime.setMocks(MOCKS, "project", "stack", preview);
    let result: Promise<T> | undefined;
    await pulumi.runtime.runInPulumiStack(async () => {
      await (result = program());
    });
    return result ?? assert.fail("the program did not run");
  }
  const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((resolve) => {
      output.apply(resolve);
    });
  const paths = (): string[] => emulator.requests().map(({ path }) => path);

  for (const preview of [false, true])
    it(`answer the plain and the Output form alike (${preview ? "preview" : "up"})`, async () => {
      await run(async () => {
        const access = await swr.getRepositoryAccess(PLACE);
        assert.deepEqual(access.users, [{ ...ALICE, permission: "Manage" }]);
        assert.deepEqual(access.caller, { userId: ID.ci, userName: "ci", permission: "Manage" });
        const late = pulumi.output("web/app");
        const same = swr.getRepositoryAccessOutput({ organization: "team-a", repository: late });
        assert.deepEqual(await valueOf(same), access);
        const whole = await swr.getOrganizationAccess({ organization: "team-b" });
        const deployer = { userId: ID.deployer, userName: "deployer", permission: "Manage" };
        assert.deepEqual(whole.users, [deployer]);
        const team = pulumi.output("team-b");
        assert.deepEqual(await valueOf(swr.getOrganizationAccessOutput({ organization: team })), whole);
        const web = await swr.getRepository(PLACE);
        assert.deepEqual([web.organization, web.isPublic, web.imageCount], ["team-a", false, 0]);
        const later = swr.getRepositoryOutput({ organization: "team-a", repository: late });
        assert.deepEqual(await valueOf(later), web);
        const organization = await swr.getOrganization({ name: "team-b" });
        assert.deepEqual([organization.region, organization.creatorName], ["eu-de", "admin"]);
        assert.deepEqual(await valueOf(swr.getOrganizationOutput({ name: team })), organization);
        assert.deepEqual(await swr.getUser({ userName: "alice" }), ALICE);
        assert.deepEqual(await valueOf(swr.getUserOutput({ userId: pulumi.output(ID.alice) })), ALICE);
      }, preview);
    });

  it("with an argument that is not known yet they send nothing, and the result is not known", async () => {
    await run(async () => {
      const unknown = pulumi.output(pulumi.unknown as unknown as string);
      const results = [
        swr.getRepositoryAccessOutput({ organization: "team-a", repository: unknown }),
        swr.getOrganizationAccessOutput({ organization: unknown }),
        swr.getOrganizationOutput({ name: unknown }),
        swr.getRepositoryOutput({ organization: "team-a", repository: unknown }),
        swr.getUserOutput({ userName: unknown }),
      ];
      for (const result of results)
        assert.equal(await (result as unknown as { isKnown: Promise<boolean> }).isKnown, false);
    }, true);
    assert.deepEqual(paths(), []);
  });

  it("a result is secret if an argument is", async () => {
    await run(async () => {
      const result = swr.getUserOutput({ userName: pulumi.secret("alice") });
      assert.equal(await pulumi.isSecret(result), true);
    });
  });

  it("share one context in a program; another program has its own settings", async () => {
    await run(async () => {
      await Promise.all([swr.getUser({ userName: "alice" }), swr.getUser({ userName: "alice" })]);
    });
    assert.equal(paths().filter((path) => path.startsWith("/v3/users")).length, 1);
    pulumi.runtime.setAllConfig({ "swr:region": "eu-nl" });
    const { region } = await run(() => swr.getRepositoryAccess(PLACE));
    assert.equal(region, "eu-nl");
    assert.ok(paths().includes("/v3/projects?name=eu-nl"));
  });

  for (const [name, program, message] of [
    ["wrong arguments", () => swr.getUser({}), "swr.getUser: userId is missing: give userId or userName"],
    [
      "several wrong arguments",
      () => swr.getRepositoryAccess({ organization: "A", repository: 7 } as never),
      /^swr\.getRepositoryAccess: repository 7 is not a string\nswr\.getRepositoryAccess: organization "A" is not a name/,
    ],
    [
      "an Output in the plain form",
      () => swr.getUser({ userName: pulumi.output("alice") } as never),
      "swr.getUser: userName is an Output: call swr.getUserOutput instead",
    ],
    [
      "a repository that is not there",
      () => swr.getRepositoryAccess({ ...PLACE, repository: "none" }),
      /^team-a\/none: the repository does not exist: create it first/,
    ],
    [
      "an argument that is misspelled",
      () => swr.getOrganization({ name: "team-a", nam: "team-b" } as never),
      "swr.getOrganization: nam is not a known property: did you mean name?",
    ],
    [
      "an organization that is not there",
      () => swr.getOrganization({ name: "nobody" }),
      /^nobody: the organization nobody does not exist: create it first/,
    ],
    [
      "an unknown user",
      () => swr.getUser({ userName: "nobody" }),
      /^IAM: no user of this account has the name "nobody"/,
    ],
  ] as const)
    it(`${name}: the program fails with a sentence of this package, without a stack`, async () => {
      const error = await failureOf(run<unknown>(program));
      assert.ok(pulumi.RunError.isInstance(error));
      assert.equal(error.stack, "");
      if (typeof message === "string") assert.equal(error.message, message);
      else assert.match(error.message, message);
    });

  it("a wrong setting is refused at the first call", async () => {
    pulumi.runtime.setAllConfig({ "swr:maxRetries": "many" });
    const error = await failureOf(run(() => swr.getUser({ userName: "alice" })));
    assert.ok(pulumi.RunError.isInstance(error));
    assert.match(error.message, /^"many" is not a whole number .*set swr:maxRetries, SWR_MAX_RETRIES\.$/);
    assert.deepEqual(paths(), []);
  });

  it("an error that is no refusal keeps its stack, so that the mistake can be found", async () => {
    const error = await failureOf(run(() => swr.getUser(undefined as never)));
    assert.ok(!pulumi.RunError.isInstance(error));
  });

  it("a program that calls no function loads no client", () => {
    const loaded = Object.entries(require.cache);
    const ours = (path: string): boolean => /\/(sdk|provider)\/[\w/]+\.ts$/.test(path);
    for (const [path] of loaded) if (ours(path)) Reflect.deleteProperty(require.cache, path);
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      require("../../sdk");
      const found = Object.keys(require.cache).filter((path) => ours(path) && !path.includes("/tests/"));
      assert.ok(found.some((path) => path.endsWith("/sdk/getUser.ts")));
      assert.deepEqual(
        found.filter((path) => path.includes("/provider/")),
        [],
      );
    } finally {
      Object.assign(require.cache, Object.fromEntries(loaded));
    }
  });
});
