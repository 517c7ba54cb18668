/** Every fault at one repository of several: the others are made as declared, and the run tells of the one alone. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { startEmulator, type Emulator } from "../../../../sandbox/emulator";
import { actionOf, FAULTS, type MatrixFault } from "../../../faults/faults";
import { type Elsewhere, startElsewhere } from "../../../support/elsewhere";
import { declaredBy, leaks, violations } from "../../../support/invariants";
import { environmentOf, granted, ID, POLICY, type Policy, Stack } from "../../../support/stack";

const ORGANIZATION = "team-a";
const HIT = "web/app";
const OTHERS = ["api", "web/shop"];
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" } as const;
const policy = (...users: Policy["rules"][number]["users"]): Policy => ({
  rules: [{ repositories: ["**"], users }],
});
const [BEFORE, AFTER] = [policy(ALICE, BOB), policy(ALICE, { ...BOB, permission: "Write" }, CAROL)];
const WANTED = { before: ["alice=7", "bob=1"], after: ["alice=7", "bob=3", "carol=3"] };
/** Slow ones last as long as they take. */
const QUICK = FAULTS.filter(({ slow }) => slow !== true);
/** The first write of the first run, and each call of the next one. */
const CALLS = [
  { flow: "create", method: "POST", nth: 1 },
  { flow: "create", method: "GET", nth: 2 },
  { flow: "update", method: "PATCH", nth: 1 },
  { flow: "update", method: "POST", nth: 1 },
  { flow: "destroy", method: "DELETE", nth: 1 },
] as const;
type Call = (typeof CALLS)[number];

describe("a policy, and faults at one of its repositories", () => {
  let emulator: Emulator;
  let elsewhere: Elsewhere;
  before(async () => {
    emulator = await startEmulator();
    elsewhere = await startElsewhere();
  });
  after(async () => {
    await emulator.stop();
    elsewhere.stop();
  });

  const at = (repository: string): string[] => granted(emulator, { organization: ORGANIZATION, repository });

  async function cell({ flow, method, nth }: Call, fault: MatrixFault, times: 1 | "forever"): Promise<void> {
    emulator.reset();
    emulator.createRepository({ organization: ORGANIZATION, repository: "web/shop" });
    const environment = { SWR_MAX_RETRIES: "2", SWR_RETRY_BUDGET: "60" };
    const stack = new Stack(emulator, { timeScale: 0.001, environment, list: POLICY, signs: true });
    if (flow !== "create") await stack.up(BEFORE);
    const program = flow === "create" ? BEFORE : AFTER;
    const from = (emulator.requests().at(-1)?.seq ?? 0) + 1;
    const secret = environmentOf(emulator)["SWR_SECRET_KEY"] ?? "";
    const match = { method, user: "ci", pathPattern: "repos/web.app/access$" };
    emulator.fault({ match, nth, times, action: actionOf(fault, { elsewhere: elsewhere.url, secret }) });
    const thrown: unknown = await (flow === "destroy" ? stack.destroy() : stack.up(program)).then(
      () => undefined,
      (error: unknown) => error,
    );
    const wanted = flow === "destroy" ? [] : WANTED[flow === "create" ? "before" : "after"];
    // Refused credentials are every repository's: five refusals in a row lock a key, so nothing more is sent.
    const isOfAll = fault.name.startsWith("401");
    if (!isOfAll) for (const repository of OTHERS) assert.deepEqual(at(repository), wanted, repository);
    assert.deepEqual(leaks([secret], emulator.requests(), thrown, stack.lines, stack.state), []);
    assert.deepEqual(elsewhere.requests, []);
    if (thrown === undefined) assert.deepEqual(at(HIT), wanted);
    else {
      const text = (thrown as { reasons?: string[] }).reasons?.join("\n") ?? inspect(thrown);
      assert.match(text, /team-a\/web\/app/);
      if (!isOfAll) for (const repository of OTHERS) assert.ok(!text.includes(`team-a/${repository}`), text);
    }
    const users = (said: Policy): ReturnType<typeof declaredBy> => declaredBy(said.rules[0]?.users ?? []);
    for (const repository of [HIT, ...OTHERS])
      assert.deepEqual(
        violations(emulator, {
          place: { organization: ORGANIZATION, repository },
          caller: "ci",
          from,
          before: flow === "create" ? new Map() : users(BEFORE),
          after: flow === "destroy" ? new Map() : users(program),
          managed: flow === "create" ? [] : [ID.alice, ID.bob],
          exclusive: flow !== "create",
          ignored: [],
        }),
        [],
      );
    await converges(stack, flow, program, wanted, isOfAll);
  }

  /** The state says what is so: the next run writes only to the repository that was hit, and the one after it nothing. */
  async function converges(
    stack: Stack,
    flow: Call["flow"],
    program: Policy,
    wanted: string[],
    isOfAll: boolean,
  ): Promise<void> {
    emulator.clearFaults();
    emulator.clearRequests();
    if (flow === "destroy") await stack.destroy();
    else await stack.up(program);
    for (const repository of [HIT, ...OTHERS]) assert.deepEqual(at(repository), wanted, repository);
    const writes = emulator
      .requests()
      .filter(
        ({ method, path }) => method !== "GET" && path.endsWith("/access") && !path.includes("web$app"),
      );
    if (!isOfAll) assert.deepEqual(writes, []);
    if (flow !== "destroy") assert.equal((await stack.preview(program))?.changes, false);
  }

  for (const call of CALLS)
    it(`${call.flow}: ${call.method} ${String(call.nth)}`, async function () {
      this.timeout(240_000);
      const failed: string[] = [];
      for (const fault of QUICK)
        for (const times of [1, "forever"] as const)
          await cell(call, fault, times).catch((thrown: unknown) => {
            failed.push(`${fault.name}, ${String(times)}: ${String(thrown)}`);
          });
      assert.deepEqual(failed, []);
    });
});
