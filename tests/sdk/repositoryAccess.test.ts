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
