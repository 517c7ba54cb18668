import assert from "node:assert/strict";
import { ControlError, defaultSeed, type Emulator, type Seed, type State } from "../../../sandbox/emulator";
import {
  Client,
  emulated,
  granted,
  grantTo,
  idOf,
  othersOf,
  type Reply,
  send,
  webApp,
} from "../support/client";

const web = { organization: "team-a", repository: "web/app" };

describe("control", () => {
  let emulator: Emulator;

  emulated((started) => {
    emulator = started;
  });

  const control = (method: string, path: string, body?: unknown): Promise<Reply> =>
    send(`${emulator.url}/_emulator${path}`, method, {}, body);
  const ok = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await control(method, path, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const repositories = (): string[] =>
    emulator.state().organizations[0]?.repositories.map(({ name }) => name) ?? [];

  it("grants and revokes behind everybody's back, at both levels, any number", async () => {
    await ok("POST", "/grant", { ...web, user: "bob", auth: 5 });
    await ok("POST", "/grant", { organization: "team-a", user: idOf("alice"), auth: 3 });
    assert.deepEqual(othersOf(await new Client(emulator, "ci").get(webApp)), ["bob:5"]);
    assert.deepEqual(granted(emulator, "team-a"), ["alice:3"]);
    await ok("POST", "/revoke", { ...web, user: idOf("bob") });
    await ok("POST", "/revoke", { ...web, user: "carol" });
    assert.deepEqual(await ok("GET", "/access?organization=team-a&repository=web/app"), []);
    assert.deepEqual(await ok("GET", "/access?organization=team-a"), [
      { userId: idOf("alice"), userName: "alice", auth: 3 },
    ]);
  });

  it("makes and removes repositories and organizations", async () => {
    await ok("POST", "/repositories", { organization: "team-a", repository: "new/one", isPublic: true });
    assert.deepEqual(repositories(), ["web/app", "api", "new/one"]);
    await ok("DELETE", "/repositories?organization=team-a&repository=web%2Fapp");
    assert.deepEqual(repositories(), ["api", "new/one"]);
    await ok("POST", "/images", { organization: "team-a", repository: "new/one", tag: "1.0" });
    assert.deepEqual(emulator.state().organizations[0]?.repositories.at(-1)?.tags, ["1.0"]);
    await ok("POST", "/organizations", { name: "fresh", creator: "bob" });
    await ok("POST", "/organizations", { name: "other" });
    await ok("DELETE", "/organizations/team-b");
    const organizations = emulator.state().organizations.map(({ name, creator }) => `${name} of ${creator}`);
    assert.deepEqual(organizations, ["team-a of admin", "fresh of bob", "other of ci"]);
  });

  it("adds, changes and deletes users", async () => {
    const id = "e".repeat(32);
    await ok("POST", "/users", { id, name: "eve", password: "p" });
    await ok("PATCH", "/users/eve", { name: "eva", admin: true });
    assert.deepEqual(emulator.state().users.at(-1), { id, name: "eva", admin: true });
    await ok("DELETE", `/users/${id}`);
    assert.equal(emulator.state().users.length, defaultSeed.users.length);
  });

  it("issues and expires tokens", async () => {
    const { token } = (await ok("POST", "/tokens", { user: "ci" })) as { token: string };
    const call = (): Promise<Reply> => send(emulator.url + webApp, "GET", { "x-auth-token": token });
    assert.equal((await call()).status, 200);
    await ok("DELETE", `/tokens/${token}`);
    assert.equal((await call()).status, 401);
    await ok("POST", "/tokens", { user: "ci", token: "late", expiresInMs: -1 });
    assert.equal((await send(emulator.url + webApp, "GET", { "x-auth-token": "late" })).status, 401);
  });

  it("shows and clears requests, shows changes", async () => {
    await new Client(emulator, "ci").post(webApp, [grantTo("bob", 1)]);
    assert.equal(((await ok("GET", "/requests")) as { status: number }[])[0]?.status, 201);
    assert.equal(((await ok("GET", "/changes")) as { after: number }[])[0]?.after, 1);
    await ok("DELETE", "/requests");
    assert.deepEqual(await ok("GET", "/requests"), []);
  });

  it("shows the state, without secrets", async () => {
    const state = (await ok("GET", "/state")) as State;
    assert.deepEqual(state, emulator.state());
    assert.deepEqual(
      state.organizations.map(({ name, repositories: own }) => [
        name,
        own.map((repository) => repository.name),
      ]),
      [
        ["team-a", ["web/app", "api"]],
        ["team-b", ["tools"]],
      ],
    );
    assert.ok(!JSON.stringify(state).includes("fake-"));
  });

  it("sets, shows and clears faults", async () => {
    assert.deepEqual(await ok("POST", "/faults", { action: { answer: { status: 503 } }, times: "forever" }), {
      id: 1,
    });
    assert.deepEqual(await ok("POST", "/faults", { action: { drop: "after" }, nth: 9 }), { id: 2 });
    assert.equal((await send(`${emulator.url}/v3`)).status, 503);
    await ok("DELETE", "/faults/1");
    assert.deepEqual(await ok("GET", "/faults"), [
      { id: 2, action: { drop: "after" }, nth: 9, matched: 1, applied: 0 },
    ]);
    await ok("DELETE", "/faults");
    assert.deepEqual(await ok("GET", "/faults"), []);
  });

  it("is itself neither faulted nor delayed", async () => {
    await ok("PATCH", "/latency", { ms: 3_600_000 });
    await ok("POST", "/faults", { action: { drop: "before" }, times: "forever" });
    await ok("GET", "/state");
    await ok("PATCH", "/latency", { ms: 0 });
  });

  it("shows and changes the dialect", async () => {
    const changed = (await ok("PATCH", "/dialect", { "post-existing": "upsert" })) as Record<string, unknown>;
    assert.equal(changed["post-existing"], "upsert");
    assert.deepEqual(await ok("GET", "/dialect"), emulator.dialect());
    await ok("PATCH", "/dialect", { profile: "hostile", order: "id" });
    assert.deepEqual([emulator.dialect().order, emulator.dialect().duplicates], ["id", true]);
  });

  it("adds latency to every request of the API", async () => {
    emulator.setLatency(60);
    const begin = performance.now();
    await send(`${emulator.url}/v3`);
    assert.ok(performance.now() - begin > 50);
  });

  it("resets everything to the start, or to another seed", async () => {
    const before = emulator.state();
    const client = new Client(emulator, "ci");
    await client.post(webApp, [grantTo("bob", 1)]);
    emulator.fault({ action: { hang: "before" } });
    emulator.setDialect("hostile");
    await ok("POST", "/reset");
    assert.deepEqual(emulator.state(), before);
    assert.deepEqual([emulator.requests(), emulator.faults(), emulator.changes()], [[], [], []]);
    assert.equal(emulator.dialect()["post-existing"], "conflict");
    assert.equal((await client.get(webApp)).status, 401);
    const small: Seed = { ...defaultSeed, organizations: [] };
    await ok("POST", "/reset", small);
    assert.deepEqual(emulator.state().organizations, []);
    emulator.reset(defaultSeed);
  });

  it("loads a seed, keeps log and faults, and resets to that seed from then on", async () => {
    emulator.fault({ action: { hang: "before" }, nth: 99 });
    await send(`${emulator.url}/v3`);
    await ok("POST", "/seed", { ...defaultSeed, organizations: [{ name: "only", creator: "bob" }] });
    assert.deepEqual([emulator.requests().length, emulator.faults().length], [1, 1]);
    emulator.reset();
    assert.deepEqual(
      emulator.state().organizations.map(({ name }) => name),
      ["only"],
    );
    emulator.reset(defaultSeed);
  });

  it("refuses in one clear sentence, and changes nothing", async () => {
    const before = emulator.state();
    for (const [method, path, body, sentence] of [
      ["POST", "/grant", { ...web, user: "nobody", auth: 1 }, 'There is no user "nobody".'],
      [
        "POST",
        "/grant",
        { ...web, organization: "x", user: "bob", auth: 1 },
        'There is no organization "x".',
      ],
      [
        "POST",
        "/grant",
        { ...web, repository: "x", user: "bob", auth: 1 },
        'There is no repository "x" in "team-a".',
      ],
      ["POST", "/grant", { ...web, user: "bob", auth: "1" }, "The body is not valid: auth must be integer."],
      ["POST", "/grant", undefined, "The body is not valid: (top level) must be object."],
      ["POST", "/grant", "{", "The body is not JSON."],
      ["POST", "/repositories", { ...web }, 'There is a repository "web/app" in "team-a".'],
      ["POST", "/repositories", { ...web, repository: "A" }, '"A" is not a name for a repository.'],
      ["POST", "/organizations", { name: "team-a" }, 'There is an organization "team-a".'],
      ["POST", "/users", { id: "f".repeat(32), name: "bob" }, 'There is a user named "bob".'],
      ["DELETE", "/repositories", undefined, "The query must name organization."],
      ["DELETE", "/tokens/x", undefined, "There is no such token."],
      ["PATCH", "/dialect", { order: 1 }, "Dialect order takes insertion, id, reversed, shuffled, not 1."],
      ["PATCH", "/latency", { ms: -1 }, "The body is not valid: ms must be >= 0."],
      ["POST", "/seed", {}, /^The seed is not valid: \(top level\) must have required property 'account'; /],
      ["POST", "/faults", { action: 1 }, "The fault is not valid: action must be object."],
    ] as const) {
      const { status, json } = await control(method, path, body);
      assert.equal(status, 400, path);
      const { error } = json as { error: string };
      if (typeof sentence === "string") assert.equal(error, sentence);
      else assert.match(error, sentence);
    }
    assert.deepEqual(emulator.state(), before);
    assert.equal((await control("GET", "/nothing")).status, 404);
    assert.throws(() => emulator.access({ organization: "x" }), ControlError);
  });
});
