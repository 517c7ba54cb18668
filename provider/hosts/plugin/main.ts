#!/usr/bin/env node
/**
 * `pulumi-resource-swr`: the plugin that engines start. It prints its port on stdout, and nothing else. It ends when the
 * engine that started it is gone, since an engine that is killed does not end its plugins.
 */
import { fstatSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "../engineLog";
import { createService } from "./service";
import { Session } from "./session";

/** How often the plugin checks whether the engine still runs. Milliseconds. */
const LOOK = 1_000;

/** How long the plugin waits for its last answers to be sent. Milliseconds. */
const LAST_ANSWERS = 250;

/** Calls `end` when the engine is gone: the pipe to it breaks, or the plugin gets another parent process. */
function onOrphaned(end: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) end();
  }, LOOK).unref();
  process.once("exit", () => {
    clearInterval(watch);
  });
  // Only a pipe tells. Any other input may have been closed from the start.
  if (fstatSync(0).isFIFO()) process.stdin.on("end", end).resume();
}

/**
 * Serves until a signal or the end of the engine ends it. Calls that are under way may finish first. `atEnd` is called when an
 * engine says that its run is over, which it does before it kills the plugin.
 */
export function main(atEnd: () => void = () => undefined): void {
  const log = new EngineLog();
  log.connect(process.argv[2] ?? "");
  const session = new Session(log, process.env);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    // Nobody asks gRPC for its statistics of each call.
    "grpc.enable_channelz": 0,
  });
  const service = createService(session);
  const cancel: typeof service.cancel = (call, done) => {
    atEnd();
    service.cancel(call, done);
  };
  server.addService(ResourceProviderService, { ...service, cancel });
  const exit = (): never => process.exit(0);
  const end = (): void => {
    void session.cancel().finally(() => {
      // Answers that are ready are still sent.
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

// This file may also be loaded without being run: an engine that starts the plugin from its folder does so.
if (require.main === module) main();
