import assert from "node:assert/strict";
import { PartialFailureError } from "../../../provider/errors";
import type { Hooks } from "../../../provider/hosts/hooks";
import { describeLists } from "../../support/emulated";
import { granted, ID, type Stack } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const INTRUDERS = ["carol", "dave", "mallory"] as const;
const REMEDY =
  "Declare these users, put them into ignoreUsers, or raise swr:maxRevokes, SWR_MAX_REVOKES if it is meant.";

describeLists("swr:maxRevokes", (it0, list) => {
  const { place, subject, owner } = list;
  const { place: beside, subject: neighbour } = list.beside;
  beforeEach(() => {
    if (owner === "organization") it0.emulator.createOrganization({ name: neighbour, creator: "admin" });
  });
  const limited = (max: number, more = {}): ConstructorParameters<typeof Stack>[1] => ({
    environment: { SWR_MAX_REVOKES: String(max), ...more },
  });
  const intrude = (count: number, at = place): void => {
    for (const user of INTRUDERS.slice(0, count)) it0.emulator.grant({ ...at, user, auth: 3 });
  };
  const twoThatHaveRun = async (): Promise<[Stack, Stack]> => {
    const stacks: [Stack, Stack] = [it0.newStack(), it0.newStack()];
    await stacks[0].up({ users: [ALICE] });
    await stacks[1].up({ ...beside, users: [ALICE] });
    it0.calls();
    return stacks;
  };
  /** The hooks of one process, in which all resources of a run are asked. */
  const newProcess = (max: number): Hooks => it0.newStack(limited(max)).hooks;
  const diff = async ({ id, state, inputs }: Stack, hooks: Hooks): Promise<void> => {
    const checked = await hooks.check(inputs, inputs ?? {});
    assert.deepEqual(checked.failures, []);
    await hooks.diff(id ?? "", state ?? {}, checked.inputs);
  };
  const update = async ({ id, state, inputs }: Stack, hooks: Hooks): Promise<string[]> => {
    try {
      await hooks.update(id ?? "", state ?? {}, inputs ?? {});
      return [];
    } catch (thrown) {
      assert.ok(thrown instanceof PartialFailureError, String(thrown));
      return [...thrown.reasons];
    }
  };
  const deletes = (): string[] => it0.calls().filter((call) => call.startsWith("DELETE"));

  describe("at preview", () => {
    it("the revocations of all resources are one sum; past it all are listed, and nothing is sent", async () => {
      const [web, api] = await twoThatHaveRun();
      intrude(1);
      intrude(2, beside);
      const enough = newProcess(3);
      await diff(web, enough);
      await diff(api, enough);
      const scarce = newProcess(2);
      await diff(web, scarce);
      await assert.rejects(diff(api, scarce), {
        name: "SwrError",
        message: [
          "swr:maxRevokes is 2, and this run would revoke at least 3:",
          `  ${subject}: carol (Write)`,
          `  ${neighbour}: carol (Write)`,
          `  ${neighbour}: dave (Write)`,
          REMEDY,
        ].join("\n"),
      });
      assert.deepEqual(it0.writes(), []);
    });

    it("at the same time", async () => {
      const [web, api] = await twoThatHaveRun();
      intrude(1);
      intrude(1, beside);
      const hooks = newProcess(1);
      const runs = await Promise.allSettled([diff(web, hooks), diff(api, hooks)]);
      assert.deepEqual(runs.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    });

    it("asked again, a resource counts once, as it is then", async () => {
      const [web, api] = await twoThatHaveRun();
      intrude(2);
      const hooks = newProcess(2);
      for (let again = 0; again < 3; again += 1) await diff(web, hooks);
      it0.emulator.revoke({ ...place, user: "dave" });
      await diff(web, hooks);
      intrude(1, beside);
      await diff(api, hooks);
    });

    it("who revokes nobody is not refused for the others", async () => {
      const [web, api] = await twoThatHaveRun();
      intrude(1);
      const hooks = newProcess(0);
      await assert.rejects(diff(web, hooks), /is 0, and this run would revoke at least 1/);
      await diff(api, hooks);
    });

    it("a refresh is not refused, the diff after it is", async () => {
      const [web] = await twoThatHaveRun();
      intrude(1);
      const hooks = newProcess(0);
      const found = await hooks.read(web.id ?? "", web.state);
      assert.equal((await hooks.diff(web.id ?? "", found?.state ?? {}, web.inputs ?? {})).changes, true);
      await assert.rejects(diff(web, hooks), /carol \(Write\)/);
    });

    for (const liveDiff of [true, false])
      it(`users who leave the program count too (liveDiff ${String(liveDiff)})`, async () => {
        const stack = it0.newStack(limited(1, { SWR_LIVE_DIFF: String(liveDiff) }));
        const carol = { userId: ID.carol, userName: "carol", permission: "Read" } as const;
        await stack.up({ users: [ALICE, BOB, carol] });
        await stack.preview({ users: [ALICE, BOB] });
        await assert.rejects(stack.preview({ users: [ALICE] }), /bob \(Read\)\n.*carol \(Read\)/);
      });

    it("a replaced resource counts all it declared, and neither strangers nor who is left alone", async () => {
      it0.emulator.setDialect({ "caller-listed": true });
      it0.emulator.grant({ ...place, user: "ci", auth: 7 });
      const ci = { userId: ID.ci, userName: "ci", permission: "Manage" } as const;
      const stack = it0.newStack(limited(1));
      await stack.up({ users: [ALICE, BOB, ci] });
      intrude(1);
      await stack.refreshInNewProcess();
      const next = { ...beside, users: [ALICE, BOB, ci] };
      await assert.rejects(
        stack.preview(next),
        new RegExp(
          `at least 2:\\n {2}${subject}: alice \\(Manage\\)\\n {2}${subject}: bob \\(Read\\)\\nDeclare`,
        ),
      );
      const more = it0.newStack(limited(2));
      Object.assign(more, { id: stack.id, state: stack.state, inputs: stack.inputs });
      assert.deepEqual((await more.preview(next))?.replaces, [owner]);
    });

    it("new resources that take over are refused by check, together", async () => {
      intrude(1);
      intrude(1, beside);
      const hooks = newProcess(1);
      const create = { users: [ALICE], takeOver: true };
      assert.deepEqual((await hooks.check(undefined, { ...place, ...create })).failures, []);
      const expected = [
        {
          property: "takeOver",
          reason: [
            "swr:maxRevokes is 1, and this run would revoke at least 2:",
            `  ${subject}: carol (Write)`,
            `  ${neighbour}: carol (Write)`,
            REMEDY,
          ].join("\n"),
        },
      ];
      assert.deepEqual((await hooks.check(undefined, { ...beside, ...create })).failures, expected);
      const shared = { ...beside, users: [ALICE], exclusive: false };
      assert.deepEqual((await hooks.check(undefined, shared)).failures, []);
    });
  });

  describe("in an up", () => {
    it("never one more, over all resources at once; the rest is done, named, and left for the next run", async () => {
      const [web, api] = await twoThatHaveRun();
      intrude(1);
      intrude(1, beside);
      const hooks = newProcess(1);
      for (const stack of [web, api])
        Object.assign(stack, { inputs: { ...stack.inputs, users: [ALICE, BOB] } });
      const reasons = (await Promise.all([update(web, hooks), update(api, hooks)])).flat();
      assert.equal(reasons.length, 1);
      assert.match(
        reasons[0] ?? "",
        new RegExp(
          `^(${subject}|${neighbour}): carol kept Write: swr:maxRevokes is 1, with 1 used in this run and 1 needed here; run up again, or raise swr:maxRevokes, SWR_MAX_REVOKES if it is meant$`,
        ),
      );
      assert.deepEqual(deletes(), [`DELETE ${ID.carol}`]);
      const lists = [it0.granted(), granted(it0.emulator, beside)].map((list) => list.join(" "));
      assert.deepEqual(lists.sort(), ["alice=7 bob=1", "alice=7 bob=1 carol=3"]);
    });

    it("of one call all or none; the state tells the truth and a larger number goes on", async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE], exclusive: false });
      intrude(3);
      it0.calls();
      const scarce = it0.newStack(limited(2));
      Object.assign(scarce, { id: stack.id, state: stack.state, inputs: stack.inputs });
      const next = {
        ...scarce.inputs,
        exclusive: true,
        takeOver: true,
        users: [{ ...ALICE, permission: "Write" }, BOB],
      };
      const failure: unknown = await scarce.hooks
        .update(scarce.id ?? "", scarce.state ?? {}, next)
        .catch((thrown: unknown) => thrown);
      assert.ok(failure instanceof PartialFailureError);
      assert.equal(failure.reasons.length, 3);
      for (const [at, user] of INTRUDERS.entries())
        assert.equal(
          failure.reasons[at],
          `${subject}: ${user} kept Write: swr:maxRevokes is 2, with 0 used in this run and 3 needed here; raise swr:maxRevokes, SWR_MAX_REVOKES if it is meant`,
        );
      assert.deepEqual(it0.writes(), ["POST bob=1", "PATCH alice=3"]);
      const { users } = failure.properties as { users: { userName: string }[] };
      const names = users.map(({ userName }) => userName);
      assert.deepEqual(names, ["alice", "bob", ...INTRUDERS]);
      const enough = it0.newStack(limited(3));
      Object.assign(enough, { id: stack.id, state: failure.properties, inputs: next });
      await enough.up(next as Parameters<Stack["up"]>[0]);
      assert.deepEqual(it0.granted(), ["alice=3", "bob=1"]);
    });

    it("of a long list as many calls as have room", async () => {
      const [web] = await twoThatHaveRun();
      for (let at = 0; at < 150; at += 1) {
        const id = at.toString(16).padStart(4, "0").padStart(32, "e");
        it0.emulator.addUser({ id, name: `u${String(at)}` });
        it0.emulator.grant({ ...place, user: id, auth: 1 });
      }
      const reasons = await update(web, newProcess(149));
      assert.equal(reasons.length, 50);
      assert.equal(it0.granted().length, 51);
    });

    for (const [name, prepare] of Object.entries({
      "a DELETE without an answer that is repeated": () =>
        it0.emulator.fault({
          match: { path: "/access", method: "DELETE" },
          times: 2,
          action: { answer: { status: 503 }, commit: true },
        }),
      "a DELETE of many that is refused and sent user by user": () =>
        it0.emulator.fault({
          match: { path: "/access", method: "DELETE" },
          action: { answer: { status: 400, body: { error_code: "SVCSTG.SWR.4001067", error_msg: "no" } } },
        }),
      "a DELETE without effect that is sent once more": () => {
        it0.emulator.setDialect({ "write-effect": "dropped-once" });
      },
    }))
      it(`${name} counts once`, async () => {
        const [web, api] = await twoThatHaveRun();
        intrude(2);
        intrude(1, beside);
        const hooks = newProcess(3);
        prepare();
        assert.deepEqual(await update(web, hooks), []);
        it0.emulator.setDialect({ "write-effect": "always" });
        assert.deepEqual(await update(api, hooks), []);
        assert.deepEqual(it0.granted(), ["alice=7"]);
        intrude(1);
        assert.equal((await update(web, hooks)).length, 1);
      });

    it("what was sent counts at the next diff of the run, too", async () => {
      const [web, api] = await twoThatHaveRun();
      intrude(1);
      intrude(1, beside);
      const hooks = newProcess(1);
      await diff(web, hooks);
      await update(web, hooks);
      await assert.rejects(
        diff(api, hooks),
        new RegExp(
          `at least 2:\\n {2}${neighbour}: carol \\(Write\\)\\n {2}1 more, which this run has revoked already\\nDeclare`,
        ),
      );
    });

    it("destroy: none of its users goes where not all may", async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE, BOB] });
      it0.calls();
      const hooks = newProcess(1);
      await assert.rejects(hooks.delete(stack.id ?? "", stack.state ?? {}), (thrown: Error) => {
        assert.deepEqual(
          thrown.message.split("\n").map((line) => line.split(": ")[1]),
          ["bob kept Read", "alice kept Manage"],
        );
        return true;
      });
      assert.deepEqual(deletes(), []);
      await newProcess(2).delete(stack.id ?? "", stack.state ?? {});
      assert.deepEqual(it0.granted(), []);
    });

    it("a new resource that takes over, without a preview before", async () => {
      intrude(2);
      const hooks = newProcess(1);
      const inputs = { ...place, users: [ALICE], exclusive: true, takeOver: true };
      await assert.rejects(hooks.create(inputs), { name: "PartialFailureError" });
      assert.deepEqual(it0.calls().slice(0, 2), ["GET", "POST alice=7"]);
      assert.deepEqual(it0.granted(), ["alice=7", "carol=3", "dave=3"]);
    });
  });
});
