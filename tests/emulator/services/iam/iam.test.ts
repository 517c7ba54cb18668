import assert from "node:assert/strict";
import { defaultSeed, type Dialect, type Emulator } from "../../../../sandbox/emulator";
import {
  Client,
  codeOf,
  emulated,
  idOf,
  type Reply,
  send,
  userNamed,
  webApp,
  WITH_IAM_CODES,
} from "../../support/client";

const project = { id: "de000000000000000000000000000001", name: "eu-de" };
const account = defaultSeed.account;

describe("IAM", () => {
  let emulator: Emulator;

  emulated(
    (started) => {
      emulator = started;
    },
    { dialect: WITH_IAM_CODES },
  );

  const login = (user: object, scope?: object, query = ""): Promise<Reply> =>
    send(
      `${emulator.url}/v3/auth/tokens${query}`,
      "POST",
      {},
      {
        auth: {
          identity: { methods: ["password"], password: { user } },
          ...(scope === undefined ? {} : { scope }),
        },
      },
    );

  const ci = { name: "ci", password: userNamed("ci").password, domain: { name: "demo" } };

  const tokenOf = ({ json }: Reply): Record<string, unknown> =>
    (json as { token: Record<string, unknown> }).token;

  it("gives a token for a password, with which SWR can be called", async () => {
    const answer = await login(ci, { project: { name: "eu-de" } });
    assert.equal(answer.status, 201);
    const headers = { "x-auth-token": answer.headers.get("x-subject-token") ?? "" };
    assert.equal((await send(emulator.url + webApp, "GET", headers)).status, 200);
    const { user, project: scoped, expires_at: end, issued_at: begin } = tokenOf(answer);
    assert.deepEqual(scoped, { ...project, domain: account });
    assert.equal((user as { id: string }).id, idOf("ci"));
    assert.equal(Date.parse(String(end)) - Date.parse(String(begin)), 24 * 3600 * 1000);
  });

  for (const [name, scope, expected] of [
    ["a project by id", { project: { id: project.id } }, "project"],
    ["a project of a named domain", { project: { name: "eu-de", domain: { name: "demo" } } }, "project"],
    ["a domain by name", { domain: { name: "demo" } }, "domain"],
    ["a domain by id", { domain: { id: account.id } }, "domain"],
    ["both, of which the project wins", { project: { id: project.id }, domain: { name: "demo" } }, "project"],
  ] as const) {
    it(`scopes to ${name}`, async () => {
      const token = tokenOf(await login(ci, scope));
      assert.deepEqual(
        ["project", "domain"].filter((key) => key in token),
        [expected],
      );
    });
  }

  for (const [name, user, scope] of [
    ["a wrong password", { ...ci, password: "wrong" }, undefined],
    ["an unknown user", { ...ci, name: "nobody" }, undefined],
    ["another account", { ...ci, domain: { name: "other" } }, undefined],
    ["an unknown project", ci, { project: { name: "eu-xx" } }],
    ["an unknown domain", ci, { domain: { name: "other" } }],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const answer = await login(user, scope);
      assert.deepEqual([answer.status, codeOf(answer)], [401, "IAM.0001"]);
      assert.equal(answer.headers.get("x-subject-token"), null);
    });
  }

  it("refuses a body it does not understand", async () => {
    for (const body of ["{", "[]", "{}", '{"auth":{"identity":{"methods":["magic"]}}}']) {
      const answer = await send(`${emulator.url}/v3/auth/tokens`, "POST", {}, body);
      assert.deepEqual([answer.status, codeOf(answer)], [400, "IAM.0011"], body);
    }
  });

  it("takes a user by id, and gives a token for a token", async () => {
    const first = await login({ id: idOf("ci"), password: ci.password });
    const id = first.headers.get("x-subject-token");
    const identity = { methods: ["token"], token: { id } };
    const scope = { project: { name: "eu-nl" } };
    const second = await send(`${emulator.url}/v3/auth/tokens`, "POST", {}, { auth: { identity, scope } });
    assert.equal(second.status, 201);
    assert.notEqual(second.headers.get("x-subject-token"), id);
  });

  it("lists services that are all at the emulator, unless asked not to", async () => {
    const catalog = tokenOf(await login(ci))["catalog"] as { type: string; endpoints: { url: string }[] }[];
    assert.deepEqual(
      catalog.map(({ type, endpoints }) => [type, ...new Set(endpoints.map(({ url }) => url))]),
      [
        ["identity", `${emulator.url}/v3`],
        ["swr", `${emulator.url}/v2`],
        ["swrv2", `${emulator.url}/v2`],
        ["smn", `${emulator.url}/v2`],
      ],
    );
    assert.equal(tokenOf(await login(ci, undefined, "?nocatalog=true"))["catalog"], undefined);
  });

  it("answers version documents to anybody", async () => {
    for (const [path, status] of [
      ["/", 300],
      ["/v2", 200],
      ["/v2/", 200],
      ["/v3", 200],
      ["/v3/", 200],
    ] as const) {
      const answer = await send(emulator.url + path);
      assert.equal(answer.status, status, path);
      assert.ok(answer.text.includes(emulator.url), path);
    }
  });

  it("finds projects by name, and the account", async () => {
    const { get } = new Client(emulator, "alice");
    const names = async (path: string, list: string): Promise<string[]> =>
      ((await get(path)).json as Record<string, { name: string }[]>)[list]?.map(({ name }) => name) ?? [];
    assert.deepEqual(await names("/v3/projects?name=eu-de", "projects"), ["eu-de"]);
    assert.deepEqual(await names("/v3/projects", "projects"), ["eu-de", "eu-nl"]);
    assert.deepEqual(await names("/v3/projects?name=eu-xx", "projects"), []);
    assert.deepEqual(await names("/v3/auth/domains", "domains"), ["demo"]);
  });

  describe("users", () => {
    const byId = (id: string): string => `/v3.0/OS-USER/users/${id}`;
    const byName = (name: string): string => `/v3/users?name=${name}&domain_id=${account.id}`;

    it("are found by an administrator, by id and by name", async () => {
      const { get } = new Client(emulator, "ci");
      const user = (await get(byId(idOf("bob")))).json as { user: Record<string, unknown> };
      assert.deepEqual([user.user["name"], user.user["domain_id"]], ["bob", account.id]);
      const { users } = (await get(byName("bob"))).json as { users: { id: string }[] };
      assert.deepEqual(
        users.map(({ id }) => id),
        [idOf("bob")],
      );
      assert.deepEqual((await get(byName("nobody"))).json, {
        users: [],
        links: { self: `${emulator.url}/v3/users`, previous: null, next: null },
      });
    });

    it("are not found if there is none with the id", async () => {
      const answer = await new Client(emulator, "ci").get(byId("0".repeat(32)));
      assert.deepEqual([answer.status, codeOf(answer)], [404, "IAM.0004"]);
    });

    it("may look themselves up, but not others, without the right to", async () => {
      const { get } = new Client(emulator, "deployer");
      assert.equal((await get(byId(idOf("deployer")))).status, 200);
      assert.equal((await get(byName("deployer"))).status, 200);
      for (const path of [byId(idOf("bob")), byName("bob"), "/v3/users"]) {
        const answer = await get(path);
        assert.deepEqual([answer.status, codeOf(answer)], [403, "IAM.0002"], path);
      }
    });

    it("are found under the new name once renamed", async () => {
      const { get } = new Client(emulator, "ci");
      emulator.updateUser("bob", { name: "robert" });
      assert.ok((await get(byId(idOf("bob")))).text.includes('"robert"'));
      assert.deepEqual(((await get(byName("bob"))).json as { users: [] }).users, []);
    });
  });

  it("refuses in the shape it is told to", async () => {
    const message = "The request you have made requires authentication.";
    const pair = { error_msg: message, error_code: "IAM.0001" };
    const keystone = { error: { code: 401, message, title: "Unauthorized" } };
    const shapes = async (shape: Dialect["iam-error-shape"]): Promise<unknown[]> => {
      emulator.setDialect({ "iam-error-shape": shape });
      return [
        (await send(`${emulator.url}/v3/projects?name=eu-de`)).json,
        (await send(`${emulator.url}/v3.0/OS-USER/users/${idOf("ci")}`)).json,
      ];
    };
    assert.deepEqual(await shapes("by-api"), [keystone, pair]);
    assert.deepEqual(await shapes("pair"), [pair, pair]);
    assert.deepEqual(await shapes("keystone"), [keystone, keystone]);
  });
});
