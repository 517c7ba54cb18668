import assert from "node:assert/strict";
import { type Props } from "../support/pluginProcess";
import { ALICE, BOB, onEachSdk, URN } from "../support/pluggedList";
import { granted, PLACE } from "../support/stack";

onEachSdk("import", (it0) => {
  it("declares everybody who has access; the next preview is clean, and a destroy revokes them", async () => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 7 });
    it0.emulator.grant({ ...PLACE, user: "bob", auth: 1 });
    const found = await it0.plugin.read(URN, "team-a/web/app");
    assert.deepEqual(found.inputs["users"], [ALICE, BOB]);
    const users = found.inputs["users"] as Props[];
    const inputs = await it0.check(found, { ...PLACE, users });
    assert.equal((await it0.plugin.diff(URN, found.id, found, inputs)).changes, false);
    // A destroy is a run of its own.
    await it0.plugin.configure({});
    await it0.plugin.delete(URN, found.id, found.outputs);
    assert.deepEqual(granted(it0.emulator), []);
  });

  it("an id that names the settings' own region is the same place", async () => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 7 });
    const found = await it0.plugin.read(URN, "eu-de:team-a/web/app");
    assert.equal(found.id, "team-a/web/app");
  });

  it("of what does not exist, or with a malformed id, is refused with the format of an id", async () => {
    const format = /An id is organization\/repository or region:organization\/repository/;
    await assert.rejects(it0.plugin.read(URN, "team-a/none"), format);
    await assert.rejects(it0.plugin.read(URN, "web"), /"web" is not an id: it is organization\/repository/);
  });
});
