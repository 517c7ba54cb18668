import assert from "node:assert/strict";
import { ALICE, onEachSdk, program, UNKNOWN, URN } from "../support/pluggedList";
import { PLACE } from "../support/stack";

onEachSdk("previews", (it0) => {
  it("a preview answers what is known, sends no request and writes nothing", async () => {
    const { inputs } = await it0.plugin.check(URN, {}, program(ALICE));
    it0.calls();
    const { id, outputs } = await it0.plugin.create(URN, inputs, { preview: true });
    assert.equal(id, "");
    assert.deepEqual(outputs["users"], [ALICE]);
    for (const name of ["managed", "repositoryId", "appliedBy", "otherUsers"])
      assert.equal(outputs[name], UNKNOWN, name);
    const made = await it0.create(ALICE);
    it0.calls();
    const next = await it0.plugin.update(URN, made.id, made, inputs, { preview: true });
    assert.equal(next.outputs["managed"], UNKNOWN);
    assert.deepEqual(it0.calls(), []);
  });

  it("values that are not known yet pass check and diff without a call", async () => {
    const news = { ...program(ALICE), repository: UNKNOWN };
    const { inputs, failures } = await it0.plugin.check(URN, {}, news);
    assert.deepEqual([failures, inputs["repository"]], [[], UNKNOWN]);
    const made = await it0.create(ALICE);
    it0.calls();
    it0.calls();
    const later = await it0.check(made, { ...PLACE, users: [{ userId: UNKNOWN, permission: "Read" }] });
    assert.equal((await it0.plugin.diff(URN, made.id, made, later)).changes, true);
    assert.deepEqual(it0.calls(), []);
  });
});
