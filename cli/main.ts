#!/usr/bin/env node
/** The program `pulumi-swr`: what operators run beside a stack. */
import { Command } from "@commander-js/extra-typings";
import { adoptCommand } from "./commands/adopt";
import { probeCommand } from "./commands/probe";
import { reportCommand } from "./commands/report";

const program = new Command("pulumi-swr")
  .description("Who has access to SWR, and how to bring it under Pulumi")
  .addCommand(reportCommand())
  .addCommand(adoptCommand())
  .addCommand(probeCommand());

program.parseAsync().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 2;
});
