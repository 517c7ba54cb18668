#!/usr/bin/env node
/** `pulumi-swr`: what operators run beside a stack. */
import { run } from "./program";

// The reader of a pipe, such as `head`, may close it before the end. That is no failure.
process.stdout.on("error", (thrown: NodeJS.ErrnoException) => {
  if (thrown.code !== "EPIPE") throw thrown;
  process.exit();
});

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
