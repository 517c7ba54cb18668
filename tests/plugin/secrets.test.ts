import assert from "node:assert/strict";
import { type Diff, InitFailed, type Props, secret } from "../support/pluginProcess";
import { Plugged } from "../support/plugged";
import { ALICE, BOB, type Kept, onEachSdk, program, URN } from "../support/pluggedList";
import { granted, ID, PLACE } from "../support/stack";

const MALLORY = { userId: ID.mallory, userName: "mallory", permission: "Manage" };
/** A user in a state: id and name are marked as secret, the permission is not. */
const hidden = (user: Readonly<Record<"userId" | "userName", string>>): object => ({
  ...user,
  userId: secret(user.userId),
  userName: secret(user.userName),
});
/** A value as an engine saves and shows it. */
const plain = (value: unknown): string => {
  const unmarked = (it: unknown): unknown => {
    if (Array.isArray(it)) return it.map(unmarked);
    if (typeof it !== "object" || it === null) return it;
    const isMarked = "4dabf18193072939515e22adb298388d" in it;
    return isMarked ? "[secret]" : Object.fromEntries(Object.entries(it).map(([k, v]) => [k, unmarked(v)]));
  };
  return JSON.stringify(unmarked(value));
};

/** Ways to declare the two users as a secret. */
const WAYS: Readonly<Record<string, Props>> = {
  "the whole list": { users: secret([ALICE, BOB]) },
  "the list, by names alone": {
    users: secret([ALICE, BOB].map(({ userName, permission }) => ({ userName, permission }))),
  },
  "each item": { users: [secret(ALICE), secret(BOB)] },
  "the names": {
    users: [ALICE, BOB].map(({ userName, permission }) => ({ userName: secret(userName), permission })),
  },
  "the ids": {
    users: [ALICE, BOB].map(({ userId, permission }) => ({ userId: secret(userId), permission })),
  },
};

describe("the plugin: users who are declared as a secret", () => {
  const it0 = new Plugged(true);
  const check = async (news: Props, old?: Kept): Promise<Props> => {
    const given = { ...PLACE, ...news };
    const { inputs, failures } = await it0.plugin.check(URN, old?.inputs ?? {}, given, old?.outputs);
    assert.deepEqual(failures, []);
    return inputs;
  };
  const create = async (news: Props): Promise<Kept> => {
    const inputs = await check(news);
    return { inputs, ...(await it0.plugin.create(URN, inputs)) };
  };
  const read = async (old: Kept): Promise<Kept> => ({ ...old, ...(await it0.plugin.read(URN, old.id, old)) });
  const diff = async (old: Kept, news: Props): Promise<Diff> =>
    it0.plugin.diff(URN, old.id, old, await check(news, old));
  const assertHidden = (...values: unknown[]): void => {
    const text = [...values.map(plain), it0.plugin.output].join("\n");
    for (const who of ["alice", "bob", ID.alice, ID.bob])
      assert.doesNotMatch(text, new RegExp(`\\b${who}\\b`));
  };

  for (const [way, news] of Object.entries(WAYS))
    it(`${way}: hidden in every line and state of a life; an undeclared user and all permissions are shown`, async () => {
      const made = await create(news);
      assert.deepEqual(made.inputs["users"], [hidden(ALICE), hidden(BOB)]);
      assert.deepEqual(made.outputs["users"], [hidden(ALICE), hidden(BOB)]);
      assert.deepEqual(made.outputs["managed"], [secret(ID.alice), secret(ID.bob)]);
      assert.match(it0.plugin.output, /granted Manage to \[secret\]/);
      assert.match(it0.plugin.output, /granted Read to \[secret\]/);

      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      it0.emulator.grant({ ...PLACE, user: "bob", auth: 3 });
      it0.emulator.revoke({ ...PLACE, user: "alice" });
      const drifted = await read(made);
      const found = [{ ...hidden(BOB), permission: "Write" }, MALLORY];
      assert.deepEqual(drifted.inputs["users"], found);
      assert.deepEqual(drifted.outputs["users"], found);
      assert.deepEqual(drifted.outputs["missingUsers"], [hidden(ALICE)]);
      const { details } = await diff(drifted, news);
      assert.ok(details["users[1].userName"] !== undefined, JSON.stringify(details));
      assert.match(it0.plugin.output, /mallory has Manage, not declared; up will revoke it/);
      assert.match(it0.plugin.output, /\[secret\] has Write, declared Read; up will change it to Read/);
      assert.match(it0.plugin.output, /\[secret\] has no access, declared Manage; up will grant Manage/);

      const inputs = await check(news, drifted);
      const { outputs } = await it0.plugin.update(URN, made.id, drifted, inputs);
      assert.deepEqual(outputs["users"], [hidden(BOB), hidden(ALICE)]);
      assert.match(it0.plugin.output, /revoked Manage from mallory/);
      await it0.plugin.delete(URN, made.id, outputs);
      assert.deepEqual(granted(it0.emulator), []);
      assertHidden(made, drifted, inputs, outputs);
    });

  it("a user who leaves a secret list stays hidden, also in a destroy by a new process", async () => {
    const made = await create({ users: secret([ALICE, BOB]) });
    await it0.restart();
    const inputs = await check({ users: secret([ALICE]) }, made);
    const { outputs } = await it0.plugin.update(URN, made.id, made, inputs);
    assert.match(it0.plugin.output, /revoked Read from \[secret\]/);
    assertHidden();
    await it0.restart();
    await it0.plugin.delete(URN, made.id, outputs);
    assert.match(it0.plugin.output, /revoked Manage from \[secret\]/);
    assertHidden(outputs);
  });

  it("users who are no secret are named beside them", async () => {
    const made = await create({ users: [secret(ALICE), BOB] });
    assert.deepEqual(made.outputs["users"], [hidden(ALICE), BOB]);
    assert.deepEqual(made.outputs["managed"], [secret(ID.alice), ID.bob]);
    assert.match(it0.plugin.output, /granted Read to bob/);
    assert.doesNotMatch(it0.plugin.output, /alice/);
  });

  it("a part that the program does not mark as secret is shown", async () => {
    const made = await create({ users: [{ ...ALICE, userName: secret("alice") }] });
    assert.deepEqual(made.outputs["users"], [{ ...ALICE, userName: secret("alice") }]);
    assert.deepEqual(made.outputs["managed"], [ID.alice]);
  });

  it("an expiry date, and values that are no texts, are marked in the same places", async () => {
    const soon = { ...BOB, expiresAt: "2999-01-01T00:00:00Z" };
    const made = await create({ users: secret([soon]), exclusive: secret(false), takeOver: true });
    assert.deepEqual(made.outputs["exclusive"], secret(false));
    assert.equal(made.outputs["takeOver"], true);
    it0.emulator.revoke({ ...PLACE, user: "bob" });
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    const drifted = await read(made);
    assert.deepEqual(drifted.outputs["otherUsers"], [MALLORY]);
    assert.deepEqual(drifted.outputs["temporaryUsers"], [
      { ...hidden(soon), expiresAt: secret(soon.expiresAt) },
    ]);
    assertHidden(made, drifted);
  });

  it("are hidden in refusals and in partial failures", async () => {
    const bad = await it0.plugin.check(URN, {}, { ...PLACE, users: secret([ALICE, { ...ALICE }]) });
    assert.equal(bad.failures.length > 0, true);
    assertHidden(bad.failures);
    const wrong = await it0.plugin.check(URN, {}, { ...PLACE, users: secret("alice") });
    assert.match(wrong.failures[0]?.reason ?? "", /"\[secret\]" is not a list/);
    const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" };
    const failure: unknown = await create({ users: secret([ALICE, ghost]) }).catch((it: unknown) => it);
    assert.ok(failure instanceof InitFailed, String(failure));
    assert.match(failure.reasons.join(), /\[secret\]: /);
    assertHidden(failure.properties, failure.reasons, failure.message);
    assert.doesNotMatch(plain([failure.properties, failure.reasons, failure.message]), /ghost|f{32}/);
  });

  it("in a state of the dynamic host: declared users are hidden, users whom a refresh found are named", async () => {
    const made = await create({ users: [ALICE] });
    const own = { __written: made.outputs["__written"] ?? null };
    const kept = secret({ texts: ["alice", ID.alice], own });
    const outputs = {
      ...made.outputs,
      users: secret([ALICE, MALLORY]),
      managed: secret([ID.alice]),
      __secrets: kept,
    };
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    const moved = await read({
      ...made,
      inputs: { ...made.inputs, users: secret([ALICE]), __secrets: kept },
      outputs,
    });
    assert.deepEqual(moved.outputs["users"], [hidden(ALICE), MALLORY]);
    assert.deepEqual(moved.outputs["managed"], [secret(ID.alice)]);
    assert.equal("__secrets" in moved.outputs, false);
    assert.deepEqual(moved.outputs["__written"], own.__written);
  });

  it("hidden inputs of hosts and resources pass the schema, and are as secret as the rest", async () => {
    const names = [{ userName: "alice", userId: ID.alice }];
    const { inputs, failures } = await it0.plugin.check(
      URN,
      {},
      { ...PLACE, users: [{ userName: secret("alice"), permission: "Manage" }], __names: names },
    );
    assert.deepEqual(failures, []);
    assert.deepEqual(inputs["__names"], [{ userName: secret("alice"), userId: ID.alice }]);
  });
});

onEachSdk("secrets", (it0) => {
  it("stay secret in inputs and outputs, after a refresh, and in every sentence", async () => {
    // The id that check has found tells the name, so it is as secret.
    const marked = { ...ALICE, userId: secret(ID.alice), userName: secret("alice") };
    const { inputs } = await it0.plugin.check(
      URN,
      {},
      program(BOB, { userName: secret("alice"), permission: "Manage" }),
    );
    assert.deepEqual(inputs["users"], [BOB, marked]);
    const made = { inputs, ...(await it0.plugin.create(URN, inputs)) };
    assert.deepEqual(made.outputs["users"], [BOB, marked]);
    assert.match(
      it0.plugin.output,
      /granted Manage to \[secret\].*\n.*granted Read to bob|granted Read to bob.*\n.*granted Manage to \[secret\]/,
    );
    assert.doesNotMatch(it0.plugin.output, /alice/);
    const read = await it0.plugin.read(URN, made.id, made);
    assert.deepEqual([read.outputs["users"], read.inputs["users"]], [made.outputs["users"], inputs["users"]]);
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 1 });
    const drifted = await it0.plugin.read(URN, made.id, made);
    assert.deepEqual(drifted.inputs["users"], [BOB, { ...marked, permission: "Read" }]);
    assert.equal(drifted.inputs["repository"], "web/app");
  });

  it("a user's secret id is secret in every output", async () => {
    const soon = { ...BOB, userId: secret(ID.bob), expiresAt: "2999-01-01T00:00:00Z" };
    const { inputs } = await it0.plugin.check(URN, {}, { ...PLACE, users: [ALICE, soon] });
    const made = { inputs, ...(await it0.plugin.create(URN, inputs)) };
    assert.deepEqual(made.outputs["managed"], [ID.alice, secret(ID.bob)]);
    it0.emulator.revoke({ ...PLACE, user: "bob" });
    const { outputs } = await it0.plugin.read(URN, made.id, made);
    assert.ok(outputs["missingUsers"] !== undefined);
    const plain = JSON.stringify({ ...made.outputs, ...outputs }).replaceAll(
      JSON.stringify(secret(ID.bob)),
      "",
    );
    assert.ok(!plain.replace(/"value":("b0b[0-9a-f]*"|\[.*?\])/g, "").includes(ID.bob), plain);
  });
});
