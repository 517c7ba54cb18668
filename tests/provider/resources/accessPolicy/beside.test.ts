import assert from "node:assert/strict";
import { createContext, createHooks, type Hooks } from "../../../../provider/hosts/hooks";
import { REGISTRY } from "../../../../provider/registry";
import { resolveSettings } from "../../../../provider/settings";
import { UNKNOWN } from "../../../../provider/unknown";
import { environmentOf, ID, PLACE } from "../../../support/stack";
import { ORGANIZATION, policyWorld, rule } from "./world";

/** One program with a policy and the list of one of its repositories. Neither is exclusive. */
describe("a user whom a policy gives up, and whom another resource of the program declares", () => {
  const world = policyWorld();
  const { it0, at, writes } = world;
  const CAROL = { userName: "carol", permission: "Read" };
  const ONE = { ...PLACE, users: [CAROL], exclusive: false };
  const all = (users: Readonly<Record<string, string>>): object => ({
    organization: ORGANIZATION,
    rules: [rule(["web/app"], users)],
    exclusive: false,
    takeOver: true,
  });

  let lines: string[] = [];

  /** The hooks of both resources, in one run of an engine. */
  function run(): { single: Hooks; many: Hooks } {
    const settings = resolveSettings(() => undefined, environmentOf(it0.emulator));
    lines = [];
    const context = createContext(settings, (line) => lines.push(line));
    const hooksOf = (name: "RepositoryAccess" | "RepositoryAccessPolicy"): Hooks =>
      createHooks(REGISTRY[name], () => context);
    return { single: hooksOf("RepositoryAccess"), many: hooksOf("RepositoryAccessPolicy") };
  }

  interface Made {
    readonly id: string;
    readonly state: object;
    readonly inputs: object;
  }

  /** Checks that an update of one resource, in a run that has checked the other, leaves Carol alone. */
  async function keeps(
    hooks: Hooks,
    other: readonly [Hooks, object],
    news: object,
    old: Made,
  ): Promise<void> {
    await other[0].check(undefined, other[1]);
    const { inputs } = await hooks.check(old.inputs, news);
    writes();
    await hooks.diff(old.id, old.state, inputs);
    assert.deepEqual(
      lines.filter((line) => line.includes("carol")),
      [],
    );
    await hooks.update(old.id, old.state, inputs);
    assert.deepEqual(writes(), []);
    assert.deepEqual(at("web/app"), ["bob=1", "carol=1"]);
  }
  async function made(hooks: Hooks, news: object): Promise<Made> {
    const { inputs } = await hooks.check(undefined, news);
    return { ...(await hooks.create(inputs)), inputs };
  }

  it("keeps access", async () => {
    const first = run();
    await made(first.single, ONE);
    const policy = await made(first.many, all({ bob: "Read", carol: "Read" }));
    const next = run();
    await keeps(next.many, [next.single, ONE], all({ bob: "Read" }), policy);
  });

  it("keeps access, also if only an import of the policy has found the user", async () => {
    const first = run();
    await made(first.single, { ...ONE, users: [CAROL, { userName: "bob", permission: "Read" }] });
    const next = run();
    const found = (await next.many.read(ORGANIZATION, undefined)) ?? assert.fail();
    await keeps(next.many, [next.single, ONE], all({ bob: "Read" }), found);
  });

  it("keeps access, also if the list gives the user up and the policy declares it", async () => {
    const first = run();
    await made(first.many, all({ bob: "Read", carol: "Read" }));
    const list = await made(first.single, ONE);
    const next = run();
    await keeps(next.single, [next.many, all({ bob: "Read", carol: "Read" })], { ...ONE, users: [] }, list);
  });

  /** A user without an id that the test has to know. */
  const BOB = { userName: "bob", permission: "Read" };
  const policyOf = (exclusive: boolean, args: object = {}): object => ({
    organization: ORGANIZATION,
    rules: [rule(["**"], { bob: "Read" })],
    exclusive,
    ...args,
  });
  const listOf = (exclusive: boolean, users: readonly object[], args: object = {}): object => ({
    ...PLACE,
    users,
    exclusive,
    ...args,
  });

  /** The failures of whichever resource a program declares second. */
  async function failures(list: object, policy: object, isPolicyFirst: boolean): Promise<string[]> {
    const { single, many } = run();
    const both = [() => single.check(undefined, list), () => many.check(undefined, policy)] as const;
    const [first, second] = isPolicyFirst ? [both[1], both[0]] : both;
    assert.deepEqual((await first()).failures, []);
    return (await second()).failures.map(({ property, reason }) => `${property}: ${reason}`);
  }

  for (const isPolicyFirst of [true, false])
    for (const [name, list, policy] of [
      [
        "RepositoryAccess",
        listOf(true, [BOB]),
        policyOf(false, { rules: [rule(["**"], { bob: "Read", carol: "Read" })] }),
      ],
      ["policy", listOf(false, [BOB, CAROL]), policyOf(true)],
    ] as const)
      it(`is refused where the ${name} is exclusive and would revoke the user, policy first: ${String(isPolicyFirst)}`, async () => {
        const [reason = "none", ...others] = await failures(list, policy, isPolicyFirst);
        assert.deepEqual(others, []);
        assert.match(
          reason,
          isPolicyFirst ? /^repository: .*team-a\/web\/app/ : /^rules: .*web\/app \(carol\)/,
        );
        assert.match(reason, /carol.*leave .* out .*!, or set exclusive: false on both/);
        assert.doesNotMatch(reason, /bob/);
      });

  for (const [name, list, policy] of [
    ["both declare the same users", listOf(false, [BOB]), policyOf(true)],
    [
      "the exclusive one ignores the user",
      listOf(false, [CAROL]),
      policyOf(true, { ignoreUsers: ["carol"] }),
    ],
    [
      "the grant of the other one has ended",
      listOf(false, [{ ...CAROL, userId: ID.carol, expiresAt: "2020-01-01T00:00:00Z" }]),
      policyOf(true),
    ],
    ["the user is not known yet", listOf(false, [{ userName: UNKNOWN, permission: "Read" }]), policyOf(true)],
    ["neither is exclusive", listOf(false, [CAROL]), policyOf(false)],
  ] as const)
    it(`is taken where ${name}`, async () => {
      const { single, many } = run();
      await single.check(undefined, list);
      assert.deepEqual((await many.check(undefined, policy)).failures, []);
    });
});
