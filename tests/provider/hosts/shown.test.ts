import assert from "node:assert/strict";
import { dynamicProviders, openFunctions } from "../../../provider";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { environmentOf, ID, PLACE } from "../../support/stack";
import { failureOf } from "../support/server";

const NAME = "<{%bogus%}>\u001b[2K";
const SHOWN = "<\\u007b%bogus%}>\\u001b[2K";
const GHOST = { userId: "f".repeat(32), userName: NAME, permission: "Read" };
type Settings = Readonly<Record<string, string | undefined>>;

describe("a server's hostile texts are shown harmlessly by the dynamic host and the functions", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const settings = (): Settings => {
    const { SWR_ACCESS_KEY, SWR_SECRET_KEY } = environmentOf(emulator);
    return {
      ...{ endpoint: emulator.url, region: "eu-de", cloud: "otc" },
      ...{ accessKey: SWR_ACCESS_KEY, secretKey: SWR_SECRET_KEY },
    };
  };
  const provider = async (own: Settings): Promise<typeof dynamicProviders.RepositoryAccess> => {
    const get = (key: string): string | undefined => own[key.replace("swr:", "")];
    const config = { get, require: (key: string) => get(key) ?? "" };
    await dynamicProviders.RepositoryAccess.configure?.({ config });
    return dynamicProviders.RepositoryAccess;
  };

  it("in failures of a check: property and reason", async () => {
    const { check } = await provider(settings());
    const news = { ...PLACE, organization: NAME, users: [GHOST], [NAME]: 1 };
    const { failures = [] } = (await check?.({}, news)) ?? {};
    const properties = failures.map(({ property }) => property);
    assert.deepEqual(properties, [SHOWN, "organization"]);
    assert.ok(failures[1]?.reason.includes(SHOWN), failures[1]?.reason);
  });

  it("in errors", async () => {
    const { read } = await provider({ ...settings(), region: NAME });
    const error = await failureOf(read?.("team-a/web/app", {}) ?? Promise.resolve());
    assert.ok(error.message.includes(SHOWN), error.message);
    assert.equal(error.stack, "");
  });

  it("in the reasons of partial failures", async () => {
    const { create } = await provider(settings());
    const alice = { userId: ID.alice, userName: "alice", permission: "Read" };
    const error = await failureOf(
      create({ ...PLACE, users: [alice, GHOST], exclusive: true, region: "eu-de" }),
    );
    const { reasons } = error as unknown as { reasons: string[] };
    for (const text of [...reasons, error.message, error.stack ?? ""]) {
      assert.ok(text.includes(`team-a/web/app: ${SHOWN}: `), text);
      assert.ok(!text.includes(NAME) && !text.includes("<{%"), text);
    }
  });

  it("in failures and errors of functions", async () => {
    const own = settings();
    const call = openFunctions(
      (key) => own[key],
      () => undefined,
    );
    const { failures } = await call("getRepositoryAccess", { ...PLACE, [NAME]: 1 });
    assert.deepEqual(
      failures.map(({ property }) => property),
      [SHOWN],
    );
    const error = await failureOf(call("getUser", { userName: NAME }));
    assert.ok(error.message.includes(SHOWN), error.message);
  });
});
