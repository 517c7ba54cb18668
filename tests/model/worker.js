"use strict";
// Runs the plugin's service of the built package in a process of its own, which tests kill. It waits as fast as the model does.
// In all other respects it behaves like the plugin: it prints its port, and ends when told to.
const { join } = require("node:path");
const grpc = require("@grpc/grpc-js");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const built = (path) => require(join(__dirname, "../../dist/provider/hosts", path));
const { EngineLog } = built("engineLog");
const { createService } = built("plugin/service");
const { Session } = built("plugin/session");

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / 100));
const server = new grpc.Server();
server.addService(ResourceProviderService, {
  ...createService(new Session(new EngineLog(), process.env, { sleep })),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
