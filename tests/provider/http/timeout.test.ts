import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionError } from "../../../provider/errors";
import { withLimit } from "../../../provider/http/limit";
import { compose, type Handler } from "../../../provider/http/pipeline";
import { withTimeout } from "../../../provider/http/timeout";
import { createTransport } from "../../../provider/http/transport";
import { type Emulator, type LoggedRequest, startEmulator } from "../../../sandbox/emulator";
import { always, deadAddress, failureOf, get, serve, stopServers } from "../support/server";

describe("timeout", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  afterEach(() => {
    emulator.reset();
  });

  const FAULTS = {
    "a service that never answers": { hang: "before" },
    "a service that works and never answers": { hang: "after" },
    "an answer that drips": { drip: { everyMs: 1_000 } },
  } as const;
  for (const [name, action] of Object.entries(FAULTS))
    it(`${name}: perhaps done, names the address, the time and what to do`, async () => {
      emulator.fault({ action });
      const send = compose(createTransport(1), withTimeout(100));
      const error = await failureOf(send(get(`${emulator.url}/v2`)));
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.maybeSent, true);
      assert.match(error.message, /: no answer within 0\.1 s\. Check .*try again/);
      assert.ok(error.message.startsWith(emulator.url));
    });

  it("closes the connection, so that the next request gets a place", async () => {
    const transport = createTransport(1);
    emulator.fault({ action: { hang: "before" } });
    const ended = new Promise<LoggedRequest>((resolve) => {
      const forget = emulator.onRequest((request) => {
        forget();
        resolve(request);
      });
    });
    await failureOf(compose(transport, withTimeout(100))(get(`${emulator.url}/v2`)));
    assert.equal((await ended).clientGone, true);
    assert.equal((await transport(get(`${emulator.url}/v2`))).status, 200);
  });

  it("a request that the caller gives up before is no timeout", async function () {
    this.timeout(10_000);
    const giveUp = new AbortController();
    emulator.fault({ action: { hang: "before" } });
    const send = compose(
      createTransport(1),
      withTimeout(60_000),
      // Gives the request up once it was sent.
      (next) => (request) => {
        setImmediate(() => {
          giveUp.abort();
        });
        return next(request);
      },
    );
    const error = await failureOf(send(get(`${emulator.url}/v2`, { signal: giveUp.signal })));
    assert.doesNotMatch(error.message, /no answer within/);
  });

  it("other failures stay what they are", async () => {
    const send = compose(createTransport(1), withTimeout(10_000));
    assert.match((await failureOf(send(get(await deadAddress())))).message, /connection refused/);
  });
});

describe("limit", () => {
  afterEach(stopServers);

  /** Passes requests on, and counts how many are under way at once. */
  const counting = (next: Handler): { send: Handler; most: () => number } => {
    let [now, most] = [0, 0];
    return {
      most: () => most,
      send: async (request) => {
        most = Math.max(most, (now += 1));
        try {
          return await next(request);
        } finally {
          now -= 1;
        }
      },
    };
  };

  it("sends only so many requests at once, and all in the end", async () => {
    const { url, received } = await serve(always(200));
    const { send, most } = counting(createTransport(100));
    const limited = compose(send, withLimit(4));
    await Promise.all(Array.from({ length: 40 }, () => limited(get(url))));
    assert.deepEqual([most(), received.length], [4, 40]);
  });

  it("a failure gives its place back", async () => {
    const url = await deadAddress();
    const limited = compose(createTransport(1), withLimit(1));
    for (let sent = 0; sent < 3; sent += 1)
      assert.ok((await failureOf(limited(get(url)))) instanceof ConnectionError);
  });

  it("waiting for a place is not counted into the timeout", async () => {
    const held = new EventEmitter();
    const { url, received } = await serve((_request, response) => {
      if (received.length > 1) response.end();
      else held.emit("arrived", response);
    });
    const [limit, transport] = [withLimit(1), createTransport(1)];
    const arrived = once(held, "arrived");
    // The first request holds the only place for longer than the second one's timeout.
    const first = compose(transport, limit)(get(url));
    const second = compose(transport, limit, withTimeout(600))(get(url));
    const [response] = (await arrived) as [ServerResponse];
    await sleep(800);
    response.end();
    assert.deepEqual([(await first).status, (await second).status], [200, 200]);
  });
});
