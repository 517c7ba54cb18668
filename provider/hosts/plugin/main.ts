#!/usr/bin/env node
/**
 * `pulumi-resource-swr`: the plugin that engines start. Prints its port on stdout, and nothing else; ends with the engine that
 * started it, since an engine that is killed ends nobody.
 */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "../engineLog";
import { PluginService } from "./service";

/** How often it is looked whether the engine is still there. Milliseconds. */
const LOOK = 1_000;
/** Work that was cancelled is over by then. Milliseconds. */
const LONGEST_END = 2_000;

function main(): void {
  const log = new EngineLog();
  log.connect(process.argv[2] ?? "");
  const service = new PluginService(log, process.env);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(ResourceProviderService, { ...service.handlers });
  const end = (): void => {
    service.cancel();
    server.tryShutdown(() => process.exit(0));
    setTimeout(() => process.exit(0), LONGEST_END).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, LOOK);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error === null) process.stdout.write(`${String(port)}\n`);
    else {
      process.stderr.write(`pulumi-resource-swr cannot listen on 127.0.0.1: ${error.message}\n`);
      process.exit(1);
    }
  });
}

main();
