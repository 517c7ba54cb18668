import * as pulumi from "@pulumi/pulumi";
import type { Log } from "../resource";

/** The engine's address: the only argument the dynamic host is started with. */
const ENGINE = /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/;

let lines: string[] = [];
let sending: Promise<void> = Promise.resolve();
let isConnected = false;

/** The dynamic host itself never connects back to the engine; what it prints, the engine shows twice. */
function connect(address: string): void {
  if (isConnected) return;
  const { getProject, getStack, runtime } = pulumi;
  const organization = process.env["PULUMI_NODEJS_ORGANIZATION"] ?? "";
  runtime.resetOptions(getProject(), getStack(), -1, address, "", runtime.isDryRun(), organization);
  isConnected = true;
}

/** Lines of one turn travel as one message. A line that cannot be shown is no reason to fail: it goes to stderr. */
async function send(): Promise<void> {
  const message = lines.join("\n");
  lines = [];
  try {
    const address = process.argv[2] ?? "";
    if (!ENGINE.test(address)) throw new Error("there is no engine");
    connect(address);
    // The first line of a message is shown while it runs and again at the end: it is left empty.
    await pulumi.log.info(`\n${message}`);
  } catch {
    console.error(message);
  }
}

/** Shows a line through the engine, once in every way it displays. */
export const engineLog: Log = (line) => {
  lines.push(line);
  if (lines.length > 1) return;
  sending = sending.then(() => new Promise(setImmediate)).then(send);
};

/** Waits until all lines have been handed over. A hook that ends before would lose its last ones. */
export const logged = (): Promise<void> => sending;
