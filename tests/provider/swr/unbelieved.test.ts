import assert from "node:assert/strict";
import { UnexpectedAnswerError } from "../../../provider/errors";
import type { SwrClient } from "../../../provider/swr/client";
import { type Emulator, type FaultAction, startEmulator } from "../../../sandbox/emulator";
import { PLACE } from "../../support/stack";
import { clientOf, PROJECT } from "../support/client";
import { failureOf } from "../support/server";

const bob = { user_id: "b0b", user_name: "bob", auth: 1 };
const good = { id: 1, name: "web/app", self_auth: bob, others_auths: [bob] };
const without = (value: object, name: string): object =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

/** Bodies with status 200 that no read may accept as an answer. */
const NO_ANSWER: Record<string, unknown> = {
  "an empty body": "",
  HTML: "<html><body>Please log in</body></html>",
  "JSON that is cut off": '{"id":1,"name":"web/app","self_auth":{"us',
  "a list": [],
  "an empty object": {},
  null: "null",
  "a text": '"ok"',
  "a number": "7",
  "an error with status 200": { error_code: "SVCSTG.SWR.4040010", error_msg: "no such image" },
};
const NO_ACCESS: Record<string, [unknown, RegExp]> = {
  "no id": [without(good, "id"), /'id'/],
  "no name": [without(good, "name"), /'name'/],
  "no caller": [without(good, "self_auth"), /'self_auth'/],
  "an id that is a text": [{ ...good, id: "1" }, /\/id must be integer/],
  "a caller that is null": [{ ...good, self_auth: null }, /\/self_auth must be object/],
  "a caller without auth": [{ ...good, self_auth: without(bob, "auth") }, /\/self_auth .*'auth'/],
  "a list that is an object": [{ ...good, others_auths: {} }, /\/others_auths must be array/],
  "an entry that is null": [{ ...good, others_auths: [bob, null] }, /\/others_auths\/1 must be object/],
  "an entry without id": [
    { ...good, others_auths: [without(bob, "user_id")] },
    /\/others_auths\/0 .*'user_id'/,
  ],
  "an entry with an empty id": [{ ...good, others_auths: [{ ...bob, user_id: "" }] }, /user_id must NOT/],
  "a name that is a number": [
    { ...good, others_auths: [{ ...bob, user_name: 7 }] },
    /user_name must be string/,
  ],
  "an entry without auth": [{ ...good, others_auths: [without(bob, "auth")] }, /'auth'/],
  "an auth that is a text": [{ ...good, others_auths: [{ ...bob, auth: "7" }] }, /auth must be integer/],
  "an auth that is null": [{ ...good, others_auths: [{ ...bob, auth: null }] }, /auth must be integer/],
  "an auth with a fraction": [{ ...good, others_auths: [{ ...bob, auth: 1.5 }] }, /auth must be integer/],
};

/** The reads, and how an error of each begins. */
const READS: Record<string, [RegExp, (client: SwrClient) => Promise<unknown>]> = {
  "a repository's list": [
    /^team-a\/web\/app: cannot read who has access: /,
    ({ access }) => access.read(PLACE),
  ],
  "an organization's list": [
    /^team-a: cannot read who has access: /,
    ({ organizationAccess }) => organizationAccess.read({ organization: "team-a" }),
  ],
  "a user by id": [/^IAM: cannot look up user b0b: /, ({ iam }) => iam.userById("b0b")],
  "a user by name": [/^IAM: cannot look up user "bob": /, ({ iam }) => iam.userByName("bob")],
  "a project": [/^IAM: cannot look up project "eu-de": /, ({ iam }) => iam.projectId("eu-de")],
};

describe("answers that are not believed", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const client = (): SwrClient =>
    clientOf(emulator, { ...PROJECT, SWR_DOMAIN_ID: "acc00000000000000000000000000001" });
  const refusal = async (
    action: FaultAction,
    read: (client: SwrClient) => Promise<unknown>,
  ): Promise<string> => {
    emulator.fault({ action, times: "forever" });
    const error = await failureOf(read(client()));
    assert.ok(error instanceof UnexpectedAnswerError, String(error));
    return error.message;
  };
  const answering = (body: unknown): FaultAction => ({ answer: { status: 200, body } });

  for (const [what, [subject, read]] of Object.entries(READS))
    for (const [name, body] of Object.entries(NO_ANSWER))
      it(`${what}: ${name}`, async () => {
        const message = await refusal(answering(body), read);
        assert.match(message, subject);
        assert.match(message, /\(status 200, request [0-9a-f]+\)\. Check the endpoint/);
        assert.doesNotMatch(message, /undefined|html|log in/);
      });

  for (const [name, [body, problem]] of Object.entries(NO_ACCESS))
    it(`a repository's list: ${name}`, async () => {
      assert.match(await refusal(answering(body), ({ access }) => access.read(PLACE)), problem);
    });

  for (const user of [{ id: "b0b" }, { name: "bob" }, { id: 7, name: "bob" }, { id: "", name: "bob" }, null])
    it(`a user given as ${JSON.stringify(user)}`, async () => {
      await refusal(answering({ user }), ({ iam }) => iam.userById("b0b"));
      emulator.clearFaults();
      await refusal(answering({ users: [user] }), ({ iam }) => iam.userByName("bob"));
    });

  it("an answer that was cut off on its way", async () => {
    const read = ({ access }: SwrClient): Promise<unknown> => access.read(PLACE);
    assert.match(await refusal({ truncate: { bytes: 30, end: "clean" } }, read), /the answer is not JSON/);
  });

  it("204 without a body", async () => {
    const read = ({ access }: SwrClient): Promise<unknown> => access.read(PLACE);
    assert.match(await refusal({ answer: { status: 204 } }, read), /the answer is not JSON \(status 204/);
  });

  it("but an answer with additional properties is believed", async () => {
    const more = { ...good, new: 1, others_auths: [{ ...bob, since: "x" }] };
    emulator.fault({ action: answering(more) });
    const { entries } = await client().access.read(PLACE);
    assert.deepEqual(entries, [{ userId: "b0b", userName: "bob", permission: "Read" }]);
  });
});
