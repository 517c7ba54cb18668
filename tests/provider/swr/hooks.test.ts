import assert from "node:assert/strict";
import { inspect } from "node:util";
import { AuthenticationError, ConnectionError, SettingsError } from "../../../provider/errors";
import { createContext, createHooks, type Hooks } from "../../../provider/hosts/hooks";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { environmentOf, ID, PLACE } from "../../support/stack";
import { PROJECT } from "../support/client";
import { deadAddress, failureOf } from "../support/server";

const SECRET = "wr0ng/secret+key=of-nobody";
const INPUTS = { ...PLACE, exclusive: true, takeOver: false, region: "eu-de" };
const users = [{ userId: ID.alice, userName: "alice", permission: "Read" }];
const state = { ...INPUTS, users, managed: [ID.alice], otherUsers: [], inheritedUsers: [] };

describe("a wrong secret or a refused connection is one error, at once, in all hooks", () => {
  let emulator: Emulator;
  let lines: string[];
  let waits: number[];
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
    [lines, waits] = [[], []];
  });

  const hooks = (more: Record<string, string>): Hooks => {
    const settings = resolveSettings(() => undefined, { ...environmentOf(emulator), ...more });
    const wait = (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
      return Promise.resolve();
    };
    const context = createContext(settings, (line) => lines.push(line), { sleep: wait });
    return createHooks(REGISTRY.RepositoryAccess, () => context);
  };

  const HOOKS: Record<string, (hooks: Hooks) => Promise<unknown>> = {
    check: (all) => all.check(undefined, { ...PLACE, users: [{ userName: "alice", permission: "Read" }] }),
    diff: (all) => all.diff("team-a/web/app", state, { ...INPUTS, users }),
    create: (all) => all.create({ ...INPUTS, users }),
    read: (all) => all.read("team-a/web/app", state),
    update: (all) => all.update("team-a/web/app", state, { ...INPUTS, users }),
    delete: (all) => all.delete("team-a/web/app", state),
  };

  for (const [name, call] of Object.entries(HOOKS)) {
    for (const project of [{}, PROJECT])
      it(`wrong secret, ${name}${project === PROJECT ? "" : ", project unknown"}: says what to do, no secret, no wait`, async () => {
        const error = await failureOf(call(hooks({ ...project, SWR_SECRET_KEY: SECRET })));
        assert.ok(error instanceof AuthenticationError, inspect(error));
        assert.match(
          error.message,
          /401 APIGW\.0301 .*Check access key, secret key and this machine's clock/,
        );
        const shown = [inspect(error, { depth: null, showHidden: true }), ...lines].join();
        assert.ok(!shown.includes(SECRET) && !shown.includes(encodeURIComponent(SECRET)));
        assert.deepEqual(waits, []);
        assert.deepEqual(
          emulator.requests().map(({ status }) => status),
          [401],
        );
      });

    it(`refused connection, ${name}: says so at once`, async () => {
      const error = await failureOf(call(hooks({ ...PROJECT, SWR_ENDPOINT: await deadAddress() })));
      assert.ok(error instanceof ConnectionError, inspect(error));
      assert.match(error.message, /^team-a\/web\/app: cannot .*connection refused .*Check the endpoint/);
      assert.deepEqual(waits, []);
    });
  }

  it("500 resources and a wrong secret: one request", async () => {
    const all = hooks({ ...PROJECT, SWR_SECRET_KEY: SECRET });
    const calls = Array.from({ length: 500 }, (_, at) => {
      const place = { ...PLACE, repository: `app-${String(at)}`, users };
      return at % 2 === 0 ? all.check(undefined, place) : all.create({ ...INPUTS, ...place });
    });
    for (const result of await Promise.allSettled(calls))
      assert.ok(result.status === "rejected" && result.reason instanceof AuthenticationError);
    assert.equal(emulator.requests().length, 1);
  });

  it("wrong settings are refused only when a hook sends a request", async () => {
    const late = createHooks(REGISTRY.RepositoryAccess, () =>
      createContext(
        resolveSettings(() => undefined, {}),
        () => undefined,
      ),
    );
    const { failures } = await late.check(undefined, { users: "x" });
    assert.equal(failures.length, 3);
    assert.ok((await failureOf(late.read("team-a/web/app", undefined))) instanceof SettingsError);
  });

  it("a server that repeats the whole request: no hook shows a secret", async () => {
    const echo = { error_code: "SVCSTG.SWR.4001018", error_msg: `X-Auth-Token: ${SECRET}, ${SECRET}` };
    emulator.fault({
      action: { answer: { status: 400, body: echo, headers: { "x-request-id": SECRET } } },
      times: "forever",
    });
    for (const call of Object.values(HOOKS)) {
      const error = await failureOf(call(hooks({ ...PROJECT, SWR_SECRET_KEY: SECRET })));
      assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(SECRET));
      assert.match(error.message, /4001018 .*\[secret\]/);
    }
  });
});
