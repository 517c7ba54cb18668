import assert from "node:assert/strict";
import { defaultSeed, type Dialect, type Emulator, profiles } from "../../sandbox/emulator";
import {
  Client,
  emulated,
  grantTo,
  idOf,
  type Reply,
  send,
  teamA,
  userNamed,
  webApp,
} from "./support/client";
import { sendSigned } from "./support/keys";

const namespaces = "/v2/manage/namespaces";
const repos = `${namespaces}/team-a/repos`;

/** What Terraform's providers and OpenStack's Python clients need. These clients work on the real clouds. */
describe("real clients", () => {
  let emulator: Emulator;
  let ci: Client;

  const agencies = [{ name: "deployers", user: "deployer" }];
  const projects = [...defaultSeed.projects, { id: "9".repeat(32), name: "eu-de_sub" }];
  emulated(
    (it) => {
      emulator = it;
      ci = new Client(emulator, "ci");
    },
    { seed: { ...defaultSeed, agencies, projects } },
  );

  /** Sends each write that the emulator knows once, with success. */
  async function writes(): Promise<Record<string, Reply>> {
    return {
      createNamespace: await ci.post(namespaces, { namespace: "fresh" }),
      deleteNamespaces: await ci.delete(`${namespaces}/fresh`),
      createNamespaceAuth: await ci.post(teamA, [grantTo("bob", 1)]),
      updateNamespaceAuth: await ci.patch(teamA, [grantTo("bob", 3)]),
      deleteNamespaceAuth: await ci.delete(teamA, [idOf("bob")]),
      createRepo: await ci.post(repos, { repository: "fresh", is_public: false }),
      updateRepo: await ci.patch(`${repos}/fresh`, { is_public: true }),
      deleteRepo: await ci.delete(`${repos}/fresh`),
      createUserRepositoryAuth: await ci.post(webApp, [grantTo("bob", 1)]),
      updateUserRepositoryAuth: await ci.patch(webApp, [grantTo("bob", 3)]),
      deleteUserRepositoryAuth: await ci.delete(webApp, [idOf("bob")]),
    };
  }

  for (const profile of ["docs", "lenient", "hostile"] as const)
    it(`read JSON in the answer to each write but a 204, in the profile ${profile}`, async () => {
      emulator.setDialect(profile);
      for (const [operation, { status, text }] of Object.entries(await writes())) {
        assert.ok(status >= 200 && status < 300, `${operation}: ${String(status)} ${text}`);
        assert.equal(text, status === 204 ? "" : "{}", operation);
      }
    });

  it("cannot read an empty body, which is a dialect only", async () => {
    emulator.setDialect({ "empty-body": "none" });
    for (const [operation, { text }] of Object.entries(await writes())) assert.equal(text, "", operation);
  });

  it("get from the defaults only the status they accept: 201 or 202 for a POST, 201 for a PATCH, 204 for a DELETE", async () => {
    const taken: Record<string, number[]> = { create: [201, 202], update: [201], delete: [204] };
    for (const [operation, { status }] of Object.entries(await writes())) {
      const verb = operation.slice(0, 6);
      assert.ok(taken[verb]?.includes(status), `${operation}: ${String(status)}`);
    }
  });

  it("get 201 for the creation of an organization in each dialect", async () => {
    const codes = ["old", "docs", "accepted"] as const;
    const dialects: Dialect[] = [
      ...Object.values(profiles),
      ...codes.map((code) => ({ ...profiles.docs, "success-codes": code })),
    ];
    for (const dialect of dialects) {
      emulator.reset();
      emulator.setDialect(dialect);
      assert.equal((await new Client(emulator, "ci").post(namespaces, { namespace: "fresh" })).status, 201);
    }
  });

  it("get counts of users and repositories in the list of visible organizations", async () => {
    for (const user of ["alice", "bob", "admin"]) emulator.grant({ organization: "team-a", user, auth: 1 });
    const listed = async (query: string): Promise<unknown> =>
      ((await ci.get(namespaces + query)).json as { namespaces: unknown }).namespaces;
    const [a, b] = emulator.state().organizations;
    const teams = [
      { id: a?.id, name: "team-a", creator_name: "admin", auth: 7 },
      { id: b?.id, name: "team-b", creator_name: "admin", auth: 7 },
    ];
    assert.deepEqual(await listed("?filter=mode%3A%3Avisible"), [
      { ...teams[0], access_user_count: 3, repo_count: 2 },
      { ...teams[1], access_user_count: 2, repo_count: 1 },
    ]);
    assert.deepEqual(await listed("?filter=namespace%3A%3Ateam-b%7Cmode%3A%3Avisible"), [
      { ...teams[1], access_user_count: 2, repo_count: 1 },
    ]);
    assert.deepEqual(await listed(""), teams);
  });

  it("find repositories by a name whose slash is encoded", async () => {
    const found = (await ci.get("/v2/manage/repos?name=web%2Fapp&limit=10&offset=0")).json as {
      name: string;
    }[];
    assert.deepEqual(
      found.map(({ name }) => name),
      ["web/app"],
    );
  });

  describe("the catalog", () => {
    interface Service {
      type: string;
      endpoints: { interface: string; region: string; region_id: string; url: string }[];
    }
    /** Regions in which a service has a public endpoint, without the endpoint for all regions. */
    const regionsOf = (catalog: Service[], type: string, path: string): string[] =>
      catalog
        .filter((service) => service.type === type)
        .flatMap(({ endpoints }) => endpoints)
        .filter(
          (it) => it.interface === "public" && it.url === emulator.url + path && it.region === it.region_id,
        )
        .map(({ region }) => region)
        .filter((region) => region !== "*");
    const assertRegions = (catalog: Service[], regions: string[]): void => {
      assert.deepEqual(regionsOf(catalog, "swrv2", "/v2"), regions);
      assert.deepEqual(regionsOf(catalog, "identity", "/v3"), regions);
    };
    const catalogOf = ({ json }: Reply): Service[] =>
      (json as { token: { catalog: Service[] } }).token.catalog;

    const password = {
      methods: ["password"],
      password: { user: { name: "ci", password: userNamed("ci").password, domain: { name: "demo" } } },
    };
    const agency = {
      methods: ["assume_role"],
      assume_role: { agency_name: "deployers", domain_name: "demo" },
    };
    const logIn = (identity: object, scope?: object): Promise<Reply> =>
      send(
        `${emulator.url}/v3/auth/tokens`,
        "POST",
        { "x-auth-token": emulator.issueToken({ user: "ci" }) },
        { auth: { identity, ...(scope === undefined ? {} : { scope }) } },
      );

    for (const [name, project, region] of [
      ["a region", "eu-nl", "eu-nl"],
      ["a sub-project", "eu-de_sub", "eu-de"],
    ] as const)
      it(`has swrv2 and identity in the region of the login: ${name}`, async () => {
        const scope = { project: { name: project } };
        const first = await logIn(password, scope);
        assertRegions(catalogOf(first), [region]);
        const id = first.headers.get("x-subject-token") ?? "";
        assertRegions(catalogOf(await logIn({ methods: ["token"], token: { id } }, scope)), [region]);
        assertRegions(catalogOf(await logIn(agency, scope)), [region]);
        const headers = { "x-auth-token": id, "x-subject-token": id };
        assertRegions(catalogOf(await send(`${emulator.url}/v3/auth/tokens`, "GET", headers)), [region]);
        const alone = await send(`${emulator.url}/v3/auth/catalog`, "GET", headers);
        assertRegions((alone.json as { catalog: Service[] }).catalog, [region]);
      });

    it("has both in all regions after a login without a project", async () => {
      assertRegions(catalogOf(await logIn(password)), ["eu-de", "eu-nl"]);
      assertRegions(catalogOf(await logIn(password, { domain: { name: "demo" } })), ["eu-de", "eu-nl"]);
    });

    it("is answered to signed requests, for the region of the project that they name", async () => {
      const { accessKey = "", secretKey = "" } = userNamed("ci");
      const ask = async (unsigned: Record<string, string>): Promise<Service[]> => {
        const keys = { accessKey, secretKey };
        const answer = await sendSigned(emulator.url, Date.now(), keys, {
          path: "/v3/auth/catalog",
          unsigned,
        });
        return (answer.json as { catalog: Service[] }).catalog;
      };
      assertRegions(await ask({ "x-project-id": defaultSeed.projects[1]?.id ?? "" }), ["eu-nl"]);
      assertRegions(await ask({}), ["eu-de", "eu-nl"]);
      assert.equal((await send(`${emulator.url}/v3/auth/catalog`)).status, 401);
    });
  });

  it("get a refusal by IAM in Keystone's form", async () => {
    const user = { name: "ci", password: "wrong", domain: { name: "demo" } };
    const identity = { methods: ["password"], password: { user } };
    for (const refused of [
      await send(`${emulator.url}/v3/auth/tokens`, "POST", {}, { auth: { identity } }),
      await send(`${emulator.url}/v3/projects`, "GET", { "x-auth-token": "unknown" }),
    ]) {
      const { error } = refused.json as { error: { code: number; message: string; title: string } };
      assert.deepEqual([refused.status, error.code, error.title], [401, 401, "Unauthorized"]);
      assert.match(error.message, /^The username or password is wrong\.$|^Invalid token\.$/);
    }
  });
});
