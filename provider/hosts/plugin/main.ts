#!/usr/bin/env node
/**
 * `pulumi-resource-swr`: the plugin that engines start. Prints its port on stdout, and nothing else; ends with the engine that
 * started it, since an engine that is killed ends nobody.
 */
import { fstatSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "../engineLog";
import { PluginService } from "./service";

/** How often it is looked whether the engine is still there. Milliseconds. */
const LOOK = 1_000;

/** How long the last answers may take to be sent. Milliseconds. */
const LAST_ANSWERS = 250;

/** Calls `end` once when the engine is gone: its pipe breaks, or another process is the parent. */
function onOrphaned(end: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) end();
  }, LOOK).unref();
  process.once("exit", () => {
    clearInterval(watch);
  });
  // The end of any other input says nothing: it may have been closed from the start.
  if (fstatSync(0).isFIFO()) process.stdin.on("end", end).resume();
}

/** Serves until it is told to end, by a signal or by the engine's own end. What is under way may finish first. */
export function main(): void {
  const log = new EngineLog();
  log.connect(process.argv[2] ?? "");
  const service = new PluginService(log, process.env);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(ResourceProviderService, { ...service.handlers });
  const exit = (): never => process.exit(0);
  const end = (): void => {
    void service.cancel().finally(() => {
      // Answers that are ready are still to be sent.
      server.tryShutdown(exit);
      setTimeout(exit, LAST_ANSWERS);
    });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  onOrphaned(end);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error === null) process.stdout.write(`${String(port)}\n`);
    else {
      process.stderr.write(`pulumi-resource-swr cannot listen on 127.0.0.1: ${error.message}\n`);
      process.exit(1);
    }
  });
}

// An engine that starts it from its folder only loads it.
if (require.main === module) main();
