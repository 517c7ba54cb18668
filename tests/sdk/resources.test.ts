import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Organization, Repository, RepositoryAccess } from "../../sdk";

describe("the classes of all resources", () => {
  const registered = new Map<string, { readonly type: string; readonly inputs: object }>();
  before(() =>
    pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs, id }) => {
        registered.set(name, { type, inputs: inputs as object });
        return { id: id === undefined || id === "" ? name : id, state: inputs as object };
      },
      call: () => ({}),
    }),
  );
  const known = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((done) => {
      output.apply(done);
    });

  it("register their type with the inputs as given and a constant provider", async () => {
    await known(new Organization("team", { name: "sdk-team" }).id);
    assert.deepEqual(registered.get("team"), {
      type: "pulumi-nodejs:dynamic/swr:Organization",
      inputs: {
        name: "sdk-team",
        __provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.Organization',
      },
    });
  });

  it("have every output, known or not, so that other resources can depend on it", () => {
    const web = new Repository("outputs", { organization: "team-a", repository: "sdk/outputs" });
    for (const output of [web.path, web.repositoryId, web.category, web.region])
      assert.ok(pulumi.Output.isInstance(output));
  });

  it("refuse a second resource of their type on a place, with the resource's own reason", () => {
    new Organization("one", { name: "sdk-place" });
    assert.throws(
      () => new Organization("two", { name: "sdk-place" }),
      /^Error: Organization "one" and "two" both declare sdk-place: each would undo what the other one does/,
    );
  });

  it("accept resources of different types on one place", () => {
    const at = { organization: "team-a", repository: "sdk/shared" };
    new Repository("shared", at);
    new RepositoryAccess("shared", { ...at, users: [] });
    assert.throws(() => new Repository("again", at), /Repository "again" and "shared" both declare/);
  });

  it("refuse a second resource once the names are known, if they are outputs: the program ends with the reason", () => {
    const script = `const { Repository } = require("pulumi-swr");
      const pulumi = require("@pulumi/pulumi");
      pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
      new Repository("plain", { organization: "team-a", repository: "late" });
      new Repository("late", { organization: pulumi.output("team-a"), repository: "late" });`;
    const root = resolve(__dirname, "../..");
    const { status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
    assert.notEqual(status, 0);
    assert.match(stderr, /Repository "late" and "plain" both declare team-a\/late/);
  });

  it("mark a secret for the host, and hide the outputs that may repeat it", async () => {
    const web = new Repository("secret", { organization: pulumi.secret("team-a"), repository: "sdk/secret" });
    await known(web.id);
    assert.ok("__secrets" in (registered.get("secret")?.inputs ?? {}));
    const plain = new Repository("no-secret", { organization: "team-a", repository: "sdk/no-secret" });
    await known(plain.id);
    assert.ok(!("__secrets" in (registered.get("no-secret")?.inputs ?? {})));
  });

  it("get reads by id without inputs, beside a resource on the same place", async () => {
    new Organization("managed", { name: "sdk-read" });
    assert.equal(await known(Organization.get("read", "sdk-read").id), "sdk-read");
    assert.deepEqual(Object.keys(registered.get("read")?.inputs ?? {}), ["__provider"]);
  });
});
