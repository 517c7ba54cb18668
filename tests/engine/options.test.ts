import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { serve } from "../../sandbox/engine/monitor";
import type { Job } from "../../sandbox/engine/project";
import { Secrets } from "../../sandbox/engine/secrets";
import { Deployment } from "../../sandbox/engine/steps";

const { CustomTimeouts, ResourceHooksBinding } = RegisterResourceRequest;

/** The engine's refusal of a request; undefined if it accepts the request. */
async function answer(change: (request: RegisterResourceRequest) => unknown): Promise<string | undefined> {
  const lines: string[] = [];
  const places = { root: "", programDir: "", entry: "" };
  const project = {
    name: "toy",
    stack: "dev",
    target: [],
    replace: [],
    ...places,
    typescript: false,
    refresh: false,
  };
  const config = { config: {}, secretKeys: [], file: "", secrets: new Secrets(), full: false };
  const print = (line: string): void => void lines.push(line);
  const job: Job = {
    ...project,
    ...config,
    print,
    dryRun: true,
    isDoomed: false,
    resources: [],
    counts: new Map(),
  };
  const deployment = new Deployment(job);
  const registered = new Promise<undefined>((resolve) => {
    deployment.register = () => {
      resolve(undefined);
      return Promise.resolve(undefined);
    };
  });
  const refused = new Promise<string | undefined>((resolve) => {
    deployment.stop.signal.addEventListener("abort", () => {
      resolve(lines.join("\n"));
    });
  });
  const { address, close } = await serve(job, deployment);
  const client = new ResourceMonitorClient(address, grpc.credentials.createInsecure());
  const request = new RegisterResourceRequest().setType("pulumi-nodejs:dynamic/toy:Thing").setName("odd");
  request
    .setCustom(true)
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSupportspartialvalues(true)
    .setSupportsresultreporting(true)
    .setAliasspecs(true);
  request.setObject(Struct.fromJavaScript({ value: 1 })).setCustomtimeouts(new CustomTimeouts());
  change(request);
  client.registerResource(request, () => undefined);
  const result = await Promise.race([registered, refused]);
  client.close();
  close();
  return result;
}

describe("offline engine: the options of a resource", () => {
  const urn = "urn:pulumi:dev::toy::pulumi-nodejs:dynamic/toy:Thing::x";
  const hooks = new ResourceHooksBinding().setAfterCreateList(["hook"]);
  const refused: [string, (request: RegisterResourceRequest) => unknown][] = [
    ["protect", (it) => it.setProtect(true)],
    ["retainondelete", (it) => it.setRetainondelete(true)],
    ["aliases", (it) => it.setAliasesList([]).setAliasurnsList([urn])],
    ["ignorechanges", (it) => it.setIgnorechangesList(["value"])],
    ["replaceonchanges", (it) => it.setReplaceonchangesList(["value"])],
    ["importid", (it) => it.setImportid("x")],
    ["customtimeouts", (it) => it.setCustomtimeouts(new CustomTimeouts().setCreate("5m"))],
    ["provider", (it) => it.setProvider("urn::id")],
    ["version", (it) => it.setVersion("1.2.3")],
    ["plugindownloadurl", (it) => it.setPlugindownloadurl("https://example.com")],
    ["deletedwith", (it) => it.setDeletedwith(urn)],
    ["replaceWith", (it) => it.setReplaceWithList([urn])],
    ["hidediffs", (it) => it.setHidediffsList(["value"])],
    ["hooks", (it) => it.setHooks(hooks)],
    ["remote", (it) => it.setRemote(true)],
    ["parent", (it) => it.setParent(urn)],
  ];
  for (const [option, change] of refused) {
    it(`${option} is refused by name`, async () => {
      const name = option === "aliases" ? "aliasurns" : option;
      const text = (await answer(change)) ?? "taken on";
      assert.match(
        text,
        new RegExp(`^error: this engine does not support .*\\b${name} \\(pulumi-nodejs:.*Thing odd\\)$`),
      );
    });
  }

  const accepted: [string, (request: RegisterResourceRequest) => unknown][] = [
    ["nothing", () => undefined],
    ["dependsOn", (it) => it.setDependenciesList([urn])],
    ["additionalSecretOutputs", (it) => it.setAdditionalsecretoutputsList(["value"])],
    ["deleteBeforeReplace", (it) => it.setDeletebeforereplace(true).setDeletebeforereplacedefined(true)],
    ["the stack as parent", (it) => it.setParent("urn:pulumi:dev::toy::pulumi:pulumi:Stack::toy-dev")],
  ];
  for (const [option, change] of accepted) {
    it(`${option} is accepted`, async () => {
      assert.equal(await answer(change), undefined);
    });
  }
});
