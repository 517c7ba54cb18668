import { offlineEngine, Project, pulumiCli } from "../../scripts/engines";

/** `make test` runs the offline engine, `make test-cli` the real one. */
export const engine = process.env["SCENARIO_ENGINE"] === "pulumi" ? pulumiCli : offlineEngine;

/** Reads what it has to do from a file: written once, run as it is, precompiled. */
const PROGRAM = `"use strict";
const swr = require("pulumi-swr");
const pulumi = require("@pulumi/pulumi");
const program = JSON.parse(require("node:fs").readFileSync(__dirname + "/program.json", "utf8"));
for (const [name, args] of Object.entries(program.resources ?? {})) exports[name] = new swr.RepositoryAccess(name, args).users;
for (const [name, id] of Object.entries(program.get ?? {})) exports[name] = swr.RepositoryAccess.get(name, id).users;
if (program.secret) exports.secret = pulumi.secret(new pulumi.Config().require("planted"));
`;

/** What a program declares: resources by name, and ids that it only reads. */
export interface Declared {
  readonly resources?: Readonly<Record<string, object>>;
  readonly get?: Readonly<Record<string, string>>;
  readonly secret?: boolean;
}

/** The program is JavaScript already: no compiler is loaded for it. */
const RUNTIME = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";

/** A project whose program does what `declare` wrote last. */
export class DeclaredProject extends Project {
  constructor(environment: Record<string, string>, options: { readonly refresh: boolean }) {
    const refresh = options.refresh ? "options:\n  refresh: always\n" : "";
    super(engine, environment, {
      "Pulumi.yaml": `name: scenario\n${RUNTIME}${refresh}`,
      "index.js": PROGRAM,
      "program.json": "{}",
    });
  }

  declare(program: Declared): void {
    this.write("program.json", JSON.stringify(program));
  }
}
