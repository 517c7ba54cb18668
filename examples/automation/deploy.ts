/**
 * Runs one command on the stacks of many organizations side by side:
 *
 *   npm run deploy -- preview team-a team-b
 *   npm run deploy -- up team-a team-b
 *
 * A stack that does not exist yet is made. One that fails stops none of the others; the exit code is 1 then.
 */
import { LocalWorkspace } from "@pulumi/pulumi/automation";

/** Stacks at once. Each is a process of the engine, one of the program and one of the provider: about 500 MB. */
const AT_ONCE = 4;
/** Connections that all of them may have open together. */
const CONNECTIONS = 16;

const COMMANDS = ["preview", "up", "refresh", "destroy"] as const;
type Command = (typeof COMMANDS)[number];

async function run(command: Command, organization: string): Promise<void> {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: organization, workDir: __dirname },
    { envVars: { SWR_MAX_CONCURRENCY: String(CONNECTIONS / AT_ONCE) } },
  );
  const { stdout } = await stack[command]({ color: "never" });
  console.log(stdout.trim().replace(/^/gm, `${organization} | `));
}

async function main([command, ...organizations]: readonly string[]): Promise<void> {
  const known = COMMANDS.find((it) => it === command);
  if (known === undefined || organizations.length === 0)
    throw new Error(`usage: deploy ${COMMANDS.join("|")} ORGANIZATION...`);
  const waiting = [...organizations];
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await run(known, next);
      } catch (thrown) {
        failed.push(next);
        console.error(String(thrown).replace(/^/gm, `${next} | `));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failed.length > 0) throw new Error(`${known} failed for ${failed.join(", ")}`);
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
});
