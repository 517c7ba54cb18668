/** A repository of a user who has copied examples/drift-check, and the ways in which its pipelines run. */
import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { ended, type Run } from "../../scripts/engines";

export const EXAMPLE = resolve(__dirname, "../../examples/drift-check");

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
export interface GitHubWorkflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: object;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: { readonly drift: { readonly if: string; readonly steps: readonly Step[] } };
}
export interface GitLabJob {
  readonly before_script: readonly string[];
  readonly script: readonly string[];
  readonly after_script: readonly string[];
  readonly rules: readonly { readonly if: string }[];
  readonly variables: Readonly<Record<string, string>>;
  readonly artifacts: Readonly<Record<string, unknown>>;
}
const textOf = (name: string): string => readFileSync(join(EXAMPLE, name), "utf8");
export const githubWorkflow = (): GitHubWorkflow => parse(textOf("github-actions.yml")) as GitHubWorkflow;
export const gitlabJob = (): GitLabJob =>
  (parse(textOf("gitlab-ci.yml")) as { "access-drift": GitLabJob })["access-drift"];

/** Stand-ins for the programs that the script calls. They log each call and end as variables say. */
const STAND_INS = {
  pulumi: `echo "pulumi $*" >>"$CALLS"
cat program.txt >>"$CALLS" 2>/dev/null
if [ "$1" = stack ]; then echo '{"deployment":{}}'; exit "\${EXPORT_CODE:-0}"; fi
echo "preview of $PWD"
if [ -n "\${PREVIEW_SAYS:-}" ]; then echo "$PREVIEW_SAYS" >&2; fi
exit "\${PREVIEW_CODE:-0}"`,
  npx: `echo "npx $*" >>"$CALLS"
state=$(cat)
while [ $# -gt 0 ]; do
  if [ "$1" = --format ]; then format=$2; fi
  if [ "$1" = --output ]; then echo "$format of $state" >"$2"; fi
  shift
done
if [ "$format" = html ]; then exit "\${HTML_CODE:-0}"; fi
exit "\${MARKDOWN_CODE:-0}"`,
  npm: 'echo "npm $*" >>"$CALLS"',
};

export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "swr-drift-"));
  readonly calls = join(this.folder, "calls.txt");
  /** Where temporary files go. */
  readonly scratch = join(this.folder, "scratch");
  readonly work = join(this.folder, "work");

  constructor() {
    mkdirSync(join(this.work, "ci"), { recursive: true });
    mkdirSync(this.scratch);
    for (const name of ["drift-check.sh", "comment.js"])
      cpSync(join(EXAMPLE, name), join(this.work, "ci", name));
    const bin = join(this.folder, "bin");
    mkdirSync(bin);
    for (const [name, text] of Object.entries(STAND_INS)) {
      writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    }
  }

  /** Runs shell commands in the checkout as a pipeline does. */
  run(commands: string, environment: Readonly<Record<string, string>> = {}): Promise<Run> {
    const { PATH = "" } = process.env;
    const env = {
      PATH: `${join(this.folder, "bin")}:${PATH}`,
      TMPDIR: this.scratch,
      CALLS: this.calls,
      ...environment,
    };
    const child = spawn("bash", ["-e", "-o", "pipefail", "-c", commands], {
      cwd: this.work,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return ended(child);
  }

  read(name: string): string | undefined {
    const path = join(this.work, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  /** The calls of programs so far, one a line. */
  called(): string[] {
    return existsSync(this.calls) ? readFileSync(this.calls, "utf8").trim().split("\n") : [];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
