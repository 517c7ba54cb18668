import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { AuthenticationError, PermissionDeniedError, SwrError } from "../../../provider/errors";
import { withAuth, withGate } from "../../../provider/http/auth";
import { compose } from "../../../provider/http/pipeline";
import { fixedIdentity } from "../../../provider/http/proof";
import { createTransport } from "../../../provider/http/transport";
import { resolveSettings } from "../../../provider/settings";
import { createClients, type SwrClient } from "../../../provider/swr/client";
import { refusalOf } from "../../../provider/swr/codes";
import { type Emulator, type FaultAction, startEmulator } from "../../../sandbox/emulator";
import { environmentOf, PLACE } from "../../support/stack";
import { IMPATIENT } from "../support/client";
import { always, get, serve, stopServers } from "../support/server";

const PARALLEL = 50;

describe("gate: N requests at once", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });

  const client = (environment: Record<string, string>): SwrClient => {
    const settings = resolveSettings(() => undefined, { ...environmentOf(emulator), ...environment });
    return createClients(settings, IMPATIENT)(settings.region);
  };
  const WRONG = { SWR_SECRET_KEY: "wr0ng-secret-key" };
  const PROJECT = { SWR_PROJECT_ID: "de000000000000000000000000000001" };

  /** Sends many reads at once. Returns for each the class of its error, or "ok". */
  const outcomes = async ({ access }: SwrClient, count = PARALLEL): Promise<string[]> => {
    const reads = Array.from({ length: count }, () =>
      access.read(PLACE).then(
        () => "ok",
        (thrown: unknown) => (thrown instanceof SwrError ? thrown.name : String(thrown)),
      ),
    );
    return [...new Set(await Promise.all(reads))];
  };
  const statuses = (): (number | null)[] => emulator.requests().map(({ status }) => status);

  it("a wrong secret: one request, and all are refused", async () => {
    assert.deepEqual(await outcomes(client({ ...WRONG, ...PROJECT })), [AuthenticationError.name]);
    assert.deepEqual(statuses(), [401]);
  });

  it("a wrong secret where a project has to be looked up first: still one request", async () => {
    assert.deepEqual(await outcomes(client(WRONG)), [AuthenticationError.name]);
    assert.deepEqual(statuses(), [401]);
  });

  it("a wrong token: one request, and all are refused", async () => {
    const token = { SWR_TOKEN: "no-token", SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "" };
    assert.deepEqual(await outcomes(client(token)), [AuthenticationError.name]);
    assert.deepEqual(statuses(), [401]);
  });

  it("IAM and SWR, and all regions, share the gate", async () => {
    const settings = resolveSettings(() => undefined, { ...environmentOf(emulator), ...WRONG });
    const clients = createClients(settings, IMPATIENT);
    const calls = ["eu-de", "eu-nl"].flatMap((region) => [
      clients(region).access.read(PLACE),
      clients(region).iam.userByName("alice"),
      clients(region).iam.userById("a11ce000000000000000000000000001"),
    ]);
    const results = await Promise.allSettled(calls);
    for (const result of results)
      assert.ok(result.status === "rejected" && result.reason instanceof AuthenticationError);
    assert.deepEqual(statuses(), [401]);
  });

  it("after a refusal later requests are not sent either", async () => {
    const { access } = client({ ...WRONG, ...PROJECT });
    await assert.rejects(access.read(PLACE), AuthenticationError);
    await assert.rejects(access.read(PLACE), AuthenticationError);
    assert.deepEqual(statuses(), [401]);
  });

  it("the right secret: all pass", async () => {
    assert.deepEqual(await outcomes(client(PROJECT)), ["ok"]);
    assert.equal(emulator.requests().length, PARALLEL);
  });

  it("a known caller without the right opens it: each request gets its own refusal", async () => {
    const { SWR_ACCESS_KEY = "", SWR_SECRET_KEY = "" } = environmentOf(emulator, "mallory");
    const found = await outcomes(client({ ...PROJECT, SWR_ACCESS_KEY, SWR_SECRET_KEY }), 10);
    assert.deepEqual(found, [PermissionDeniedError.name]);
    assert.equal(emulator.requests().length, 10);
  });

  const GATEWAY: Record<string, FaultAction> = {
    "a failing service": { answer: { status: 500 } },
    "a failing gateway": { answer: { status: 503 } },
    "a gateway that gives up": { answer: { status: 504, body: "<html>" } },
    "a throttled gateway": { answer: { status: 429, body: { error_code: "APIG.0308", error_msg: "x" } } },
    "a request that timed out there": { answer: { status: 408 } },
    "a connection that is lost": { drop: "before" },
  };
  for (const [name, action] of Object.entries(GATEWAY)) {
    it(`${name} does not open it for a wrong secret`, async () => {
      emulator.fault({ action });
      assert.deepEqual(await outcomes(client({ ...WRONG, ...PROJECT })), [AuthenticationError.name]);
      assert.deepEqual(statuses().slice(1), [401]);
    });

    it(`${name} does not close it for the right one`, async () => {
      emulator.fault({ action });
      assert.deepEqual(await outcomes(client(PROJECT)), ["ok"]);
    });
  }

  it("a wrong secret locks no key: the right one works at once", async () => {
    await outcomes(client({ ...WRONG, ...PROJECT }));
    assert.deepEqual(await outcomes(client(PROJECT), 1), ["ok"]);
  });
});

describe("gate by itself", () => {
  afterEach(stopServers);

  it("once one request has passed, the others are sent at the same time", async function () {
    this.timeout(10_000);
    const held: ServerResponse[] = [];
    const { url, received } = await serve((_request, response) => {
      if (received.length > 1) held.push(response);
      else response.end();
      // No request is answered before all three have arrived. A gate that sends them one by one would wait for ever.
      if (held.length === 3) for (const it1 of held) it1.end();
    });
    const send = compose(createTransport(4), withGate(refusalOf));
    await send(get(url));
    await Promise.all([send(get(url)), send(get(url)), send(get(url))]);
    assert.equal(received.length, 4);
  });

  const ROWS: [string, number, unknown, number][] = [
    ["401 without a body closes it", 401, "", 1],
    ["400 4001048, no token, closes it", 400, [{ errorCode: "SVCSTG.SWR.4001048" }], 1],
    ["401 4011064, known but not yours, opens it", 401, [{ errorCode: "SVCSTG.SWR.4011064" }], 10],
    ["403 opens it", 403, { error_code: "APIGW.0302" }, 10],
    ["404 opens it", 404, [{ errorCode: "SVCSTG.SWR.4040010" }], 10],
  ];
  for (const [name, status, body, sent] of ROWS)
    it(name, async () => {
      const { url, received } = await serve(always(status, body));
      const identity = fixedIdentity({ method: "token", token: "t" });
      const send = compose(
        createTransport(4),
        withGate(refusalOf),
        withAuth(identity, refusalOf, () => new Date()),
      );
      const answers = await Promise.all(Array.from({ length: 10 }, () => send(get(url))));
      assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [status]);
      assert.equal(received.length, sent);
    });
});
