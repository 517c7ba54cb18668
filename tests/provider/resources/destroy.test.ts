import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const GHOST = { userId: "f".repeat(32), userName: "ghost", permission: "Read" } as const;

describeLists("destroy leaves ignored users alone, though the stack granted them", (it0) => {
  for (const ignored of ["bob", ID.bob]) {
    it(`ignored by the settings of the destroy: ${ignored}`, async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE, BOB] });
      const { id, state, inputs } = stack;
      const environment = { SWR_IGNORE_USERS: ignored };
      it0.calls();
      await Object.assign(it0.newStack({ environment }), { id, state, inputs }).destroy();
      assert.deepEqual(it0.writes(), [`DELETE ${ID.alice}`]);
      assert.deepEqual(it0.granted(), ["bob=1"]);
    });

    it(`ignored by the last program, whose up failed in part: ${ignored}`, async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE, BOB] });
      await assert.rejects(stack.up({ users: [ALICE, GHOST], ignoreUsers: [ignored] }), /ghost/);
      await stack.destroy();
      assert.deepEqual(it0.granted(), ["bob=1"]);
    });
  }
});

/** A login is for the project of one region. So the log shows for which region a request was sent. */
const PASSWORD = {
  ...{ SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "" },
  ...{ SWR_USER_NAME: "ci", SWR_PASSWORD: "fake-password-of-ci", SWR_DOMAIN_NAME: "demo" },
};

describeLists("destroy calls the region of the resource", (it0, list) => {
  it("its read and its write go to the region in the state, whatever the region of the settings is", async () => {
    const stack = it0.newStack({ signs: true, environment: PASSWORD });
    await stack.up({ users: [ALICE], region: "eu-nl" });
    assert.equal(stack.id, `eu-nl:${list.subject}`);
    it0.emulator.clearRequests();
    await stack.destroy();
    const logins = it0.emulator.requests().filter(({ path }) => path.endsWith("/auth/tokens"));
    assert.deepEqual(
      logins.map(({ body }) => (body as { auth: { scope: unknown } }).auth.scope),
      [{ project: { name: "eu-nl", domain: { name: "demo" } } }],
    );
    assert.deepEqual(it0.calls(), ["GET", `DELETE ${ID.alice}`]);
  });
});
