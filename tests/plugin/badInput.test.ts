import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { PluginProcess, secret, send, urnOf } from "../support/pluginProcess";
import { Plugged } from "../support/plugged";
import { ID, PLACE } from "../support/stack";

const URN = urnOf("web");
const PROGRAM = { ...PLACE, users: [{ userId: ID.alice, userName: "alice", permission: "Read" }] };

/** Asserts the status and its sentence, and that the process answers the next call. */
async function refused(
  plugin: PluginProcess,
  call: Promise<unknown>,
  code: string,
  sentence: RegExp,
): Promise<void> {
  const error = (await call.then(
    () => assert.fail("it was not refused"),
    (thrown: unknown) => thrown,
  )) as grpc.ServiceError;
  assert.equal(grpc.status[error.code], code, error.message);
  assert.match(error.details, sentence);
  assert.equal(plugin.child.exitCode, null);
  assert.match(await plugin.version(), /^\d/);
}

describe("the plugin: bad input", () => {
  const it0 = new Plugged(false);
  afterEach(() => {
    assert.doesNotMatch(it0.plugin.output, /\n\s+at /);
  });

  it("calls before Configure", async () => {
    const sentence = /the provider is not configured: call Configure first/;
    await refused(it0.plugin, it0.plugin.check(URN, {}, PROGRAM), "FAILED_PRECONDITION", sentence);
    await refused(it0.plugin, it0.plugin.create(URN, PROGRAM), "FAILED_PRECONDITION", sentence);
    await refused(it0.plugin, it0.plugin.read(URN, "team-a/web/app"), "FAILED_PRECONDITION", sentence);
    const args = { userName: "bob" };
    await refused(it0.plugin, it0.plugin.invoke("swr:index:getUser", args), "FAILED_PRECONDITION", sentence);
  });

  it("unknown resource, unknown function: what there is", async () => {
    await it0.plugin.configure({});
    const urn = urnOf("web", "swr:index:RepositoryAcces");
    const sentence =
      /"swr:index:RepositoryAcces" is no resource of swr: did you mean swr:index:RepositoryAccess\?/;
    await refused(it0.plugin, it0.plugin.check(urn, {}, PROGRAM), "INVALID_ARGUMENT", sentence);
    await refused(
      it0.plugin,
      it0.plugin.create(urn, PROGRAM, { preview: true }),
      "INVALID_ARGUMENT",
      sentence,
    );
    const known = /"swr:index:nothing" is no function of swr: known are .*swr:index:getUser/;
    await refused(it0.plugin, it0.plugin.invoke("swr:index:nothing", {}), "INVALID_ARGUMENT", known);
    for (const strange of ["", "web", "urn:pulumi:dev::scenario::constructor::web"])
      await refused(
        it0.plugin,
        it0.plugin.check(strange, {}, PROGRAM),
        "INVALID_ARGUMENT",
        /is no resource of swr/,
      );
  });

  it("properties of no kind", async () => {
    await it0.plugin.configure({});
    const news = new Struct();
    news.getFieldsMap().set("users", new Value());
    const request = new pb.CheckRequest();
    request.setUrn(URN);
    request.setNews(news);
    const call = send<pb.CheckResponse>((done) => it0.plugin.client.check(request, done));
    await refused(it0.plugin, call, "INVALID_ARGUMENT", /the request's properties are malformed/);
  });

  it("bytes that are no message", async () => {
    const raw = it0.plugin.client as unknown as grpc.Client;
    const path = "/pulumirpc.ResourceProvider/Check";
    const bytes = Buffer.from([0xff, 0xff, 0xff, 0x01]);
    const call = send((done) =>
      raw.makeUnaryRequest(
        path,
        () => bytes,
        (it: Buffer) => it,
        {},
        done as never,
      ),
    );
    await refused(it0.plugin, call, "INTERNAL", /./);
  });

  it("methods that it does not have", async () => {
    const call = send<pb.CallResponse>((done) => it0.plugin.client.call(new pb.CallRequest(), done));
    await refused(it0.plugin, call, "UNIMPLEMENTED", /does not implement the method call/);
  });

  it("all of a resource's inputs at once, each by its property", async () => {
    await it0.plugin.configure({});
    const users = [{ userName: "alice", permission: "Admin" }, { permission: "Read" }];
    const { failures } = await it0.plugin.check(URN, {}, { ...PLACE, users, exclusiv: true });
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["exclusiv", "users[0].permission", "users[1]"],
    );
    assert.deepEqual(it0.emulator.requests(), []);
  });

  it("settings: unknown keys, malformed values, contradictions, each by its key; what is fine is not named", async () => {
    const propertiesOf = async (config: Parameters<PluginProcess["checkConfig"]>[0]): Promise<string[]> => {
      const { failures } = await it0.plugin.checkConfig(config);
      return failures.map(({ property, reason }) => `${property}: ${reason}`);
    };
    assert.deepEqual(await propertiesOf({ region: "eu-de", version: "0.1.0", liveDiff: "true" }), []);
    const [unknown, cloud, retries, ...others] = await propertiesOf({
      ...{ regoin: "eu-de", cloud: "mars", maxRetries: "many" },
      ...{ ignoreUsers: '["ci"]', allowPlainHttp: true, requestTimeout: 5 },
    });
    assert.match(unknown ?? "", /^regoin: is no setting of this provider: did you mean region\?/);
    assert.match(cloud ?? "", /^cloud: "mars" is not known: set swr:cloud/);
    assert.match(retries ?? "", /^maxRetries: "many" is not a whole number/);
    assert.deepEqual(others, []);
    const [half, ...rest] = await propertiesOf({ accessKey: secret("AKPLANTED"), secretKey: "" });
    assert.equal(rest.length, 0);
    assert.equal(half, undefined, "the environment's pair is whole, and comes first");
    assert.deepEqual(await propertiesOf({ region: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), []);
  });

  it("credentials are kept secret however they come", async () => {
    const { inputs } = await it0.plugin.checkConfig({
      region: "eu-de",
      secretKey: "plain",
      password: secret("x"),
    });
    assert.deepEqual(inputs, { region: "eu-de", secretKey: secret("plain"), password: secret("x") });
  });

  it("half a key pair in the settings: refused by its key, without its value", async () => {
    const bare = await PluginProcess.start({});
    try {
      const { failures } = await bare.checkConfig({
        region: "eu-de",
        accessKey: secret("AKPLANTED00000000000"),
      });
      assert.equal(failures.length, 1);
      assert.match(failures[0]?.reason ?? "", /half a key pair/);
      assert.doesNotMatch(JSON.stringify(failures), /AKPLANTED/);
    } finally {
      await bare.stop();
    }
  });

  it("a failure of the service: our sentence, and no stack", async () => {
    await it0.plugin.configure({ secretKey: "unused" });
    it0.emulator.updateUser("ci", { secretKey: "another-one-than-in-the-environment" });
    const sentence = /401 .*Check access key, secret key/;
    const byName = { ...PROGRAM, users: [{ userName: "alice", permission: "Read" }] };
    await refused(it0.plugin, it0.plugin.check(URN, {}, byName), "UNAUTHENTICATED", sentence);
  });
});
