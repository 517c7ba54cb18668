/**
 * Prints the table of docs/reliability.md: the project's own figures beside those that were measured of its peers. It runs on
 * the emulator without latency, with default settings and real waits; the server that never answers takes half a minute.
 * Fails if access is not as declared afterwards.
 */
import { type Emulator, type FaultAction, startEmulator } from "../sandbox/emulator";
import { deadAddress, failureOf } from "../tests/provider/support/server";
import { accessCalls, environmentOf, granted, ID, Stack } from "../tests/support/stack";

const REPOSITORIES = 100;
const PLACE = { organization: "team-a", repository: "web/app" };
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" } as const;
const THREE = { users: [ALICE, BOB, CAROL] };
const BOB_WRITES = { users: [ALICE, { ...BOB, permission: "Write" }, CAROL] } as const;

/** Measures our own figure for one line of the table. Each line has an emulator of its own. */
type Measure = (emulator: Emulator) => Promise<string>;

function expect(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not as it should be: ${what}`);
}

function expectGranted(emulator: Emulator, ...grants: string[]): void {
  const live = granted(emulator);
  expect(live.join() === grants.join(), `access is ${live.join(" ")}, declared ${grants.join(" ")}`);
}

async function timed(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now();
  await work();
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** Calls of access operations since the last call of this function, which clears the log. */
function calls(emulator: Emulator): string[] {
  const list = accessCalls(emulator.requests());
  emulator.clearRequests();
  return list;
}

/** A stack that has granted access to three users. */
async function applied(emulator: Emulator): Promise<Stack> {
  const stack = new Stack(emulator);
  await stack.up(THREE);
  emulator.clearRequests();
  return stack;
}

const writesIn = (list: readonly string[]): string[] => list.filter((call) => call !== "GET");

const updateOfOne: Measure = async (emulator) => {
  const stack = await applied(emulator);
  const changesBefore = emulator.changes().length;
  await stack.up(BOB_WRITES);
  expectGranted(emulator, "alice=7", "bob=3", "carol=3");
  const changes = emulator.changes().slice(changesBefore);
  const without = changes.filter(({ after }) => after === null).length;
  const writes = writesIn(calls(emulator)).map((call) => `one \`${call}\``);
  return `${writes.join(", ")}; ${without === 0 ? "nobody" : String(without)} without access at any moment`;
};

const otherOrder: Measure = async (emulator) => {
  const stack = await applied(emulator);
  emulator.setDialect({ order: "shuffled" });
  let differences = 0;
  for (let preview = 0; preview < 20; preview += 1)
    for (const refresh of [false, true])
      if ((await stack.preview(THREE, refresh))?.changes !== false) differences += 1;
  return differences === 0 ? "no diff in 40 previews" : `${String(differences)} diffs in 40 previews`;
};

const callsOfHooks: Measure = async (emulator) => {
  const stacks = Array.from({ length: REPOSITORIES }, (_, at) => {
    const place = { ...PLACE, repository: `app-${String(at)}` };
    emulator.createRepository(place);
    return { stack: new Stack(emulator), place };
  });
  const count = async (run: (stack: Stack, place: typeof PLACE) => Promise<unknown>): Promise<string> => {
    for (const { stack, place } of stacks) await run(stack, place);
    return String(calls(emulator).length);
  };
  const counts = [
    await count((stack, place) => stack.up({ ...THREE, ...place })),
    await count((stack, place) => stack.preview({ ...THREE, ...place })),
    await count((stack, place) => stack.up({ ...BOB_WRITES, ...place })),
    await count((stack) => stack.destroy()),
  ];
  return `${counts.join(" / ")} for N = ${String(REPOSITORIES)}, the read of check or diff included`;
};

/** Measures an update whose first write meets a fault. */
const updateWith =
  (action: FaultAction): Measure =>
  async (emulator) => {
    const stack = await applied(emulator);
    emulator.fault({ match: { method: "PATCH" }, action });
    const time = await timed(() => stack.up(BOB_WRITES));
    expectGranted(emulator, "alice=7", "bob=3", "carol=3");
    const writes = writesIn(calls(emulator)).length;
    return `retried, done: ${time}, ${String(writes)} PATCH`;
  };

/** Measures a create whose first grant meets a fault after it was committed, so that its answer is lost. */
const createWith =
  (action: FaultAction): Measure =>
  async (emulator) => {
    const stack = new Stack(emulator);
    emulator.fault({ match: { method: "POST", path: "/repos/" }, action });
    const time = await timed(() => stack.up(THREE));
    expectGranted(emulator, "alice=7", "bob=1", "carol=3");
    expect((await stack.preview(THREE))?.changes === false, "the state says what is at the API");
    const writes = writesIn(calls(emulator)).length;
    return `read back, done: ${time}, ${String(writes)} POST, next preview clean`;
  };

const neverAnswers: Measure = async (emulator) => {
  const stack = await applied(emulator);
  emulator.fault({ action: { hang: "before" }, times: "forever" });
  let said = "";
  const time = await timed(async () => (said = (await failureOf(stack.preview(THREE))).message));
  return `${time}: "${shown(said, emulator)}"`;
};

/** Measures a first preview that is refused. */
async function refused(emulator: Emulator, environment: Record<string, string>): Promise<string> {
  const stack = new Stack(emulator, { environment });
  let said = "";
  const time = await timed(async () => (said = (await failureOf(stack.preview(THREE))).message));
  const requests = emulator.requests().length;
  return `${time}, ${requests === 1 ? "1 request" : `${String(requests)} requests`}: "${shown(said, emulator)}"`;
}

const wrongSecret: Measure = (emulator) =>
  refused(emulator, { ...environmentOf(emulator), SWR_TOKEN: "", SWR_SECRET_KEY: "not-the-secret" });

const refusedConnection: Measure = async (emulator) =>
  refused(emulator, { SWR_ENDPOINT: await deadAddress() });

/** A text without the parts that differ from run to run. */
const shown = (text: string, emulator: Emulator): string =>
  text
    .replaceAll(emulator.url, "https://…")
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "https://…")
    .replaceAll(/request [0-9a-f]{32}/g, "request …");

const badInput: Measure = async (emulator) => {
  const users = [
    { userName: "alice", permission: "Admin" },
    { userName: "bob", permission: "Read" },
    { userName: "bob", permission: "Read" },
    { userId: "", permission: "Read" },
  ];
  const { hooks } = new Stack(emulator);
  const { failures } = await hooks.check(undefined, { ...PLACE, users });
  const properties = failures.map(({ property }) => `\`${property}\``).join(", ");
  return `refused at preview: ${properties}; ${String(emulator.requests().length)} requests`;
};

const slashes: Measure = async (emulator) => {
  const place = { ...PLACE, repository: "web/app/edge" };
  emulator.createRepository(place);
  const stack = new Stack(emulator);
  await stack.up({ ...THREE, ...place });
  await stack.up({ ...BOB_WRITES, ...place });
  expect(granted(emulator, place).includes("bob=3"), "updated");
  const found = await new Stack(emulator).hooks.read(stack.id ?? "", undefined);
  expect(found?.id === "team-a/web/app/edge", "imported");
  await stack.destroy();
  expect(granted(emulator, place).length === 0, "deleted");
  return "create, update, import and delete of `web/app/edge` work";
};

/** Each line: its name, the figures of two peers (Terraform for Huawei Cloud, for Open Telekom Cloud), and our own measure. */
const LINES: readonly [string, string, string, Measure][] = [
  [
    "update of one user of three",
    "DELETE all, 3 look-ups, POST all: nobody has access for 85-140 ms, for good if the POST fails",
    "–",
    updateOfOne,
  ],
  ["other order from the server", "diff that never converges", "–", otherOrder],
  [
    "access calls for N repositories: create / no change / update of one user / delete",
    "2N+6 / N+3 / 7N+6 / 2N+9",
    "–",
    callsOfHooks,
  ],
  [
    "429 with Retry-After: 1",
    "waits 60 s",
    "60 s",
    updateWith({ answer: { status: 429, headers: { "Retry-After": "1" } } }),
  ],
  ["500 once", "fails, taints, re-grants all next time", "–", updateWith({ answer: { status: 500 } })],
  ["committed, then connection dropped", "64 s, then fails, state lost", "–", createWith({ drop: "after" })],
  ["committed, never answered", "not measured", "–", createWith({ hang: "after" })],
  ["server never answers", "hangs over 180 s", "–", neverAnswers],
  ["wrong secret", "0.2 s, server's text dropped", "–", wrongSecret],
  ["refused connection", "63 s", "–", refusedConnection],
  ["permission `Admin`, duplicate user, empty id", "plan passes", "–", badInput],
  ["repository name with `/`", "import refused with `/`", "broken, fixed late", slashes],
];

async function row([line, huawei, otc, measure]: (typeof LINES)[number]): Promise<string> {
  const emulator = await startEmulator();
  try {
    return `| ${[line, huawei, otc, await measure(emulator)].join(" | ")} |`;
  } finally {
    await emulator.stop();
  }
}

async function main(): Promise<void> {
  process.stdout.write("| | terraform huaweicloud | OTC Terraform | pulumi-swr |\n|---|---|---|---|\n");
  for (const line of LINES) process.stdout.write(`${await row(line)}\n`);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
