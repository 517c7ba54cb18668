import assert from "node:assert/strict";
import { NotFoundError, PermissionDeniedError, UnavailableError } from "../../../provider/errors";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { failuresOf, functionOf } from "../../support/functions";
import { ID } from "../../support/stack";
import { failureOf } from "../support/server";

const ALICE = { userId: ID.alice, userName: "alice" };

describe("getUser", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const call = (args: object, user?: string): Promise<object> =>
    functionOf(emulator, "getUser", user === undefined ? {} : { user })(args);

  for (const args of [{ userId: ID.alice }, { userName: "alice" }, { userName: "alice", region: "eu-nl" }])
    it(`${JSON.stringify(args)} gives both halves and nothing else`, async () => {
      assert.deepEqual(await call(args), { result: ALICE, failures: [] });
      assert.ok(emulator.requests().every(({ method }) => method === "GET"));
    });

  for (const shape of ["pair", "keystone"] as const)
    it(`an unknown user is said by the half that was given, in the error shape ${shape}`, async () => {
      emulator.setDialect({ "iam-error-shape": shape });
      const byName = await failureOf(call({ userName: "nobody" }));
      assert.ok(byName instanceof NotFoundError);
      assert.equal(
        byName.message,
        'IAM: no user of this account has the name "nobody": correct it, or create the user first.',
      );
      const byId = await failureOf(call({ userId: "f".repeat(32) }));
      assert.match(byId.message, /^IAM: no user of this account has the id "f{32}": /);
    });

  it("a caller who may not look up others is told what it lacks in IAM", async () => {
    for (const args of [{ userId: ID.alice }, { userName: "alice" }]) {
      const error = await failureOf(call(args, "mallory"));
      assert.ok(error instanceof PermissionDeniedError);
      assert.match(error.message, /^IAM: cannot look up user .*grant it to read users and projects/);
    }
  });

  it("a service that fails is no unknown user", async () => {
    emulator.fault({ match: { path: "/v3/users" }, action: { answer: { status: 503 } }, times: "forever" });
    assert.ok((await failureOf(call({ userName: "alice" }))) instanceof UnavailableError);
  });

  for (const [args, said] of [
    [{}, ["userId: is missing: give userId or userName"]],
    [ALICE, ["userName: is given beside userId: take one of them out"]],
    [{ userName: " " }, ["userName: is empty: leave it out, or give the user's own"]],
    [{ userId: "" }, ["userId: is empty: leave it out, or give the user's own"]],
    [{ userId: 7 }, ["userId: 7 is not a string"]],
    [{ userName: "alice", region: 7 }, ["region: 7 is not a string"]],
    [{ username: "alice", userId: "x" }, ["username: is no property of this: did you mean userName?"]],
  ] as const)
    it(`${JSON.stringify(args)} is refused, each by its property, and nothing is sent`, async () => {
      assert.deepEqual(failuresOf(await functionOf(emulator, "getUser")(args)), said);
      assert.deepEqual(emulator.requests(), []);
    });
});
