import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RepositoryAccess as Class } from "../../sdk";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

describe("the class RepositoryAccess", () => {
  let registered: Registered[];

  const MOCKS: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs, id }) => {
      registered.push({ type, name, inputs: inputs as Record<string, unknown> });
      return {
        id: id === undefined || id === "" ? `${name}-id` : id,
        state: inputs as Record<string, unknown>,
      };
    },
    call: () => ({}),
  };
  before(async () => {
    await pulumi.runtime.setMocks(MOCKS);
  });
  beforeEach(() => {
    registered = [];
  });

  const users = [{ userName: "alice", permission: "Read" as const }];
  const idOf = (resource: Class): Promise<string> =>
    new Promise((resolve) => {
      resource.id.apply(resolve);
    });

  it("registers its type with the inputs as given and the constant provider", async () => {
    await idOf(new Class("one", { organization: "team-a", repository: "sdk/one", users }));
    assert.deepEqual(registered, [
      {
        type: "pulumi-nodejs:dynamic/swr:RepositoryAccess",
        name: "one",
        inputs: {
          organization: "team-a",
          repository: "sdk/one",
          users,
          __provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.RepositoryAccess',
        },
      },
    ]);
  });

  it("refuses a second resource on a repository at once, naming both", () => {
    new Class("first", { organization: "team-a", repository: "sdk/two", users });
    assert.throws(
      () => new Class("second", { organization: "team-a", repository: "sdk/two", users }),
      /^Error: RepositoryAccess "first" and "second" both declare team-a\/sdk\/two/,
    );
  });

  describe("with arguments that are secret", () => {
    const at = (repository: string): { organization: string; repository: string } => ({
      organization: "team-a",
      repository: `sdk/secret/${repository}`,
    });
    const sent = async (name: string, args: object): Promise<unknown> => {
      await idOf(new Class(name, { ...at(name), users, ...args }));
      const sent = registered.find((it) => it.name === name)?.inputs["__secrets"];
      // The whole value is marked as secret, so that an engine encrypts it.
      const { value, ...mark } = sent as Record<string, unknown>;
      assert.deepEqual(Object.values(mark), ["1b47061264138c4ac30d75fd1eb44270"]);
      return value;
    };

    it("passes them to the host, wherever they stand", async () => {
      const names = [{ userName: pulumi.secret("alice"), permission: "Read" }, users[0]];
      assert.deepEqual(await sent("list", { users: pulumi.secret(users) }), [users]);
      assert.deepEqual(await sent("item", { users: [users[0], pulumi.secret(users[0])] }), users);
      assert.deepEqual(await sent("name", { users: names }), ["alice"]);
      assert.deepEqual(await sent("late", { users: Promise.resolve(names) }), ["alice"]);
      assert.deepEqual(await sent("mixed", { users: pulumi.output(names) }), [
        [{ userName: "alice", permission: "Read" }, users[0]],
      ]);
      assert.deepEqual(await sent("other", { ignoreUsers: [pulumi.secret("ci")] }), ["ci"]);
    });

    it("adds nothing if none is secret", async () => {
      const late = { users: pulumi.output(users), exclusive: Promise.resolve(true) };
      await idOf(new Class("plain", { ...at("plain"), users }));
      await idOf(new Class("output", { ...at("output"), ...late }));
      assert.equal(registered.length, 2);
      for (const { inputs } of registered) assert.ok(!("__secrets" in inputs), JSON.stringify(inputs));
    });
  });

  describe("in several regions", () => {
    const before0 = { ...process.env };
    const configured = pulumi.runtime.allConfig();
    const KEY = { SWR_CLOUD: "otc", SWR_ACCESS_KEY: "AKFAKE", SWR_SECRET_KEY: "fake" };
    /** Runs a program. Each test needs one of its own, since a program resolves the settings once. */
    const run = async (
      program: () => void,
      environment: Record<string, string>,
      region: string,
    ): Promise<void> => {
      process.env = { ...before0, ...KEY, ...environment };
      await pulumi.runtime.setMocks(MOCKS);
      pulumi.runtime.setAllConfig({ "swr:region": region });
      await pulumi.runtime.runInPulumiStack(() => {
        program();
        return Promise.resolve();
      });
    };
    const declare = (name: string, repository: string, region?: string): Class =>
      new Class(name, {
        organization: "team-a",
        repository,
        users,
        ...(region === undefined ? {} : { region }),
      });
    const twice = /^Error: RepositoryAccess "here" and "there" both declare team-a\/sdk\/\w+: two lists/;
    afterEach(() => {
      process.env = before0;
      pulumi.runtime.setAllConfig(configured);
    });
    after(() => pulumi.runtime.setMocks(MOCKS));

    it("another region is another repository", () =>
      run(
        () => {
          declare("here", "sdk/three");
          declare("there", "sdk/three", "eu-nl");
        },
        {},
        "eu-de",
      ));

    it("the default region is the same, whether it is written down or not", () =>
      run(
        () => {
          declare("here", "sdk/default");
          assert.throws(() => declare("there", "sdk/default", "eu-de"), twice);
        },
        {},
        "eu-de",
      ));

    it("an endpoint of the settings' own serves all regions", () =>
      run(
        () => {
          declare("here", "sdk/endpoint", "eu-de");
          declare("other", "sdk/other", "eu-nl");
          assert.throws(() => declare("there", "sdk/endpoint", "eu-nl"), twice);
        },
        { SWR_ENDPOINT: "http://127.0.0.1:9" },
        "eu-de",
      ));

    it("of three in different regions, the third is compared with both", () =>
      run(
        () => {
          declare("here", "sdk/three", "eu-de");
          declare("elsewhere", "sdk/three", "eu-nl");
          assert.throws(() => declare("there", "sdk/three"), twice);
        },
        {},
        "eu-de",
      ));

    it("settings that are refused refuse no resource: the first check names what is wrong", () =>
      run(
        () => {
          declare("here", "sdk/wrong");
          declare("there", "sdk/wrong", "eu-de");
        },
        { SWR_ENDPOINT: "no address" },
        "eu-de",
      ));

    it("a program that names each repository once never loads the provider", () => {
      const script = `const { RepositoryAccess } = require("pulumi-swr");
        const pulumi = require("@pulumi/pulumi");
        pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
        for (const repository of ["a", "b"]) new RepositoryAccess(repository, { organization: "o", repository, users: [] });
        const loaded = Object.keys(require.cache).filter((file) => /dist.provider/.test(file));
        process.stdout.write(JSON.stringify(loaded));`;
      const root = resolve(__dirname, "../..");
      assert.equal(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }), "[]");
    });
  });

  it("reads by id without inputs, beside a resource that manages the same repository", async () => {
    new Class("managed", { organization: "team-a", repository: "sdk/four", users });
    const read = Class.get("read", "team-a/sdk/four");
    assert.equal(await idOf(read), "team-a/sdk/four");
    assert.deepEqual(Object.keys(registered.find(({ name }) => name === "read")?.inputs ?? {}), [
      "__provider",
    ]);
  });
});
