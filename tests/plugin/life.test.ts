import assert from "node:assert/strict";
import { InitFailed, type Props } from "../support/pluginProcess";
import { PLUGGED, PluggedList, SDKS, UNKNOWN } from "../support/plugged";
import { ID } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };

for (const { list, sdk } of PLUGGED)
  describe(`the plugin, on ${sdk}: the life of ${list.resource}`, () => {
    const it0 = new PluggedList(list, SDKS[sdk]);
    const { place, subject } = list;

    it("create, no change, update, delete: the calls that are needed, and a refresh asked for before each update", async () => {
      const made = await it0.create(ALICE, BOB);
      assert.equal(made.id, subject);
      assert.equal(typeof made.outputs[list.number], "number");
      assert.equal((await it0.plugin.read(it0.urn, made.id, made)).refreshesFirst, true);
      it0.calls();
      const old = { ...made, ...(await it0.plugin.read(it0.urn, made.id, made)) };
      assert.deepEqual(it0.calls(), ["GET"]);
      assert.equal(
        (await it0.plugin.diff(it0.urn, old.id, old, await it0.check(old, it0.program(BOB, ALICE)))).changes,
        false,
      );
      const inputs = await it0.check(old, it0.program(ALICE, { ...BOB, permission: "Write" }));
      const diff = await it0.plugin.diff(it0.urn, old.id, old, inputs);
      assert.deepEqual(diff.details, { "users[1].permission": "UPDATE" });
      assert.deepEqual(diff.diffs, ["users"]);
      assert.deepEqual(it0.calls(), []);
      const { outputs, refreshesFirst } = await it0.plugin.update(it0.urn, old.id, old, inputs);
      assert.equal(refreshesFirst, true);
      assert.deepEqual(
        it0.calls().filter((call) => !call.startsWith("GET")),
        ["PATCH bob=3"],
      );
      await it0.plugin.delete(it0.urn, old.id, outputs);
      assert.deepEqual(it0.granted(), []);
    });

    it("who leaves is named, nobody else", async () => {
      const old = await it0.create(ALICE, BOB, CAROL);
      const inputs = await it0.check(old, it0.program(BOB, CAROL));
      assert.deepEqual((await it0.plugin.diff(it0.urn, old.id, old, inputs)).details, {
        "users[0]": "DELETE",
      });
    });

    it("a preview answers what is known, calls nobody and writes nothing", async () => {
      const { inputs } = await it0.plugin.check(it0.urn, {}, it0.program(ALICE));
      it0.calls();
      const { id, outputs } = await it0.plugin.create(it0.urn, inputs, { preview: true });
      assert.equal(id, "");
      assert.deepEqual(outputs["users"], [ALICE]);
      for (const name of ["managed", list.number, "appliedBy", "otherUsers"])
        assert.equal(outputs[name], UNKNOWN, name);
      const made = await it0.create(ALICE);
      it0.calls();
      const next = await it0.plugin.update(it0.urn, made.id, made, inputs, { preview: true });
      assert.equal(next.outputs["managed"], UNKNOWN);
      assert.deepEqual(it0.calls(), []);
    });

    it("values that are not known yet pass check and diff without a call", async () => {
      const news = { ...it0.program(ALICE), [list.owner]: UNKNOWN };
      const { inputs, failures } = await it0.plugin.check(it0.urn, {}, news);
      assert.deepEqual([failures, inputs[list.owner]], [[], UNKNOWN]);
      const made = await it0.create(ALICE);
      it0.calls();
      it0.calls();
      const later = await it0.check(made, { ...place, users: [{ userId: UNKNOWN, permission: "Read" }] });
      assert.equal((await it0.plugin.diff(it0.urn, made.id, made, later)).changes, true);
      assert.deepEqual(it0.calls(), []);
    });

    it("done in part: id, state, one reason a user, and a refresh before the next update", async () => {
      const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" };
      const failure: unknown = await it0.create(ALICE, ghost).catch((thrown: unknown) => thrown);
      assert.ok(failure instanceof InitFailed, String(failure));
      assert.deepEqual([failure.id, failure.reasons.length], [subject, 1]);
      assert.match(failure.reasons[0] ?? "", new RegExp(`^${subject}: ghost: .*4001067`));
      assert.deepEqual(failure.properties["users"], [ALICE]);
      await it0.plugin.delete(it0.urn, failure.id, failure.properties);
      assert.deepEqual(it0.granted(), []);
    });

    it("another place replaces; the new one is made first, also where it is in the same place", async () => {
      const made = await it0.create(ALICE);
      const inputs = await it0.check(made, { ...it0.program(ALICE), ...list.beside.place });
      const diff = await it0.plugin.diff(it0.urn, made.id, made, inputs);
      assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [[list.owner], false]);
      assert.deepEqual(diff.details, { [list.owner]: "UPDATE_REPLACE" });
      const same = await it0.plugin.diff(it0.urn, made.id, made, await it0.check(made, it0.program(ALICE)));
      assert.equal(same.deleteBeforeReplace, false);
    });

    it("import: everybody there is declared, the next preview is clean, and a destroy revokes them", async () => {
      it0.emulator.grant({ ...place, user: "alice", auth: 7 });
      it0.emulator.grant({ ...place, user: "bob", auth: 1 });
      const found = await it0.plugin.read(it0.urn, subject);
      assert.deepEqual(found.inputs["users"], [ALICE, BOB]);
      const users = found.inputs["users"] as Props[];
      const inputs = await it0.check(found, { ...place, users });
      assert.equal((await it0.plugin.diff(it0.urn, found.id, found, inputs)).changes, false);
      // A destroy is a run of its own.
      await it0.plugin.configure({});
      await it0.plugin.delete(it0.urn, found.id, found.outputs);
      assert.deepEqual(it0.granted(), []);
    });

    it("an id that names the settings' own region is the same place", async () => {
      it0.emulator.grant({ ...place, user: "alice", auth: 7 });
      const found = await it0.plugin.read(it0.urn, `eu-de:${subject}`);
      assert.equal(found.id, subject);
    });

    it("import of what is not there, or by what is no id: the sentence says the format", async () => {
      const names = Object.keys(place).join("/");
      const format = new RegExp(`An id is ${names} or region:${names}`);
      await assert.rejects(it0.plugin.read(it0.urn, list.beside.subject.replace(/\w+$/, "none")), format);
      await assert.rejects(it0.plugin.read(it0.urn, ""), new RegExp(`"" is not an id: it is ${names}`));
    });

    it("the old of two resources in one place is deleted after the new one was made: nobody is revoked", async () => {
      const old = await it0.create(ALICE, BOB);
      const later = it0.urnOf("renamed");
      await it0.plugin.configure({});
      const { inputs } = await it0.plugin.check(later, {}, { ...it0.program(ALICE), takeOver: true });
      await it0.plugin.create(later, inputs);
      await it0.plugin.delete(it0.urn, old.id, old.outputs);
      assert.deepEqual(it0.granted(), ["alice=7"]);
      await it0.plugin.configure({});
      await it0.plugin.delete(it0.urn, old.id, old.outputs);
      assert.deepEqual(it0.granted(), []);
    });

    it("gone: an empty answer", async () => {
      const made = await it0.create(ALICE);
      it0.deleteOwner();
      assert.equal((await it0.plugin.read(it0.urn, made.id, made)).id, "");
    });

    it("two resources in one place: the second is refused, naming both", async () => {
      for (const _twice of [1, 2])
        assert.deepEqual((await it0.plugin.check(it0.urn, {}, it0.program(ALICE))).failures, []);
      const { failures } = await it0.plugin.check(it0.urnOf("again"), {}, it0.program(BOB));
      assert.deepEqual(failures, [
        {
          property: list.owner,
          reason: `${list.resource} "again" and "web" both declare ${subject}: two lists of one ${list.owner} would undo each other. Put all users into one of them.`,
        },
      ]);
      const elsewhere = { ...it0.program(BOB), region: "eu-nl" };
      const other = await it0.plugin.check(it0.urnOf("third"), {}, elsewhere);
      assert.match(other.failures[0]?.reason ?? "", new RegExp(`"third" and "web" both declare ${subject}`));
      const none = await it0.plugin.check(
        it0.urnOf("fourth"),
        {},
        { ...it0.program(BOB), ...list.beside.place },
      );
      assert.deepEqual(none.failures, []);
    });
  });
