import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { RepositoryAccess as Class } from "../../sdk";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

describe("the class RepositoryAccess", () => {
  let registered: Registered[];

  before(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs, id }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        return {
          id: id === undefined || id === "" ? `${name}-id` : id,
          state: inputs as Record<string, unknown>,
        };
      },
      call: () => ({}),
    });
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
      /RepositoryAccess "second" and "first" both declare team-a\/sdk\/two/,
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
      // Marked as a whole, so that an engine encrypts it.
      const { value, ...mark } = sent as Record<string, unknown>;
      assert.deepEqual(Object.values(mark), ["1b47061264138c4ac30d75fd1eb44270"]);
      return value;
    };

    it("tells the host which they are, wherever they stand", async () => {
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

    it("adds nothing where none is", async () => {
      const late = { users: pulumi.output(users), exclusive: Promise.resolve(true) };
      await idOf(new Class("plain", { ...at("plain"), users }));
      await idOf(new Class("output", { ...at("output"), ...late }));
      assert.equal(registered.length, 2);
      for (const { inputs } of registered) assert.ok(!("__secrets" in inputs), JSON.stringify(inputs));
    });
  });

  it("another region is another repository", () => {
    new Class("here", { organization: "team-a", repository: "sdk/three", users });
    new Class("there", { organization: "team-a", repository: "sdk/three", users, region: "eu-nl" });
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
