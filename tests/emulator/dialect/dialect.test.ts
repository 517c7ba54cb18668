import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  DialectError,
  dialectValues,
  type Emulator,
  profiles,
  startEmulator,
} from "../../../sandbox/emulator";
import { Client, codeOf, emulated, granted, grantTo, idOf, webApp } from "../support/client";

const repos = "/v2/manage/namespaces/team-a/repos";

describe("dialects beyond access lists", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
  });

  it("error-shape", async () => {
    const old = { errorCode: "SVCSTG.SWR.4040010", errorMessage: "The image was not found.", detail: "gone" };
    const body = async (shape: "both" | "array" | "object" | "bare"): Promise<unknown> => {
      emulator.setDialect({ "error-shape": shape });
      return (await ci.get(webApp.replace("web$app", "gone"))).json;
    };
    assert.deepEqual(await body("array"), [old]);
    assert.deepEqual(await body("object"), { errors: [old] });
    assert.deepEqual(await body("bare"), old);
    assert.deepEqual(await body("both"), {
      errors: [old],
      error_code: old.errorCode,
      error_msg: old.errorMessage,
      encoded_authorization_message: "",
    });
  });

  it("success-codes", async () => {
    const organization = "/v2/manage/namespaces/team-a/access";
    const statuses = async (choice: "docs" | "old" | "accepted"): Promise<number[]> => {
      emulator.reset();
      emulator.setDialect({ "success-codes": choice });
      const client = new Client(emulator, "ci");
      return [
        await client.post(organization, [grantTo("bob", 1)]),
        await client.patch(organization, [grantTo("bob", 3)]),
        await client.delete(organization, [idOf("bob")]),
        await client.post(repos, { repository: "new", is_public: false }),
      ].map(({ status }) => status);
    };
    assert.deepEqual(await statuses("docs"), [200, 201, 204, 200]);
    assert.deepEqual(await statuses("old"), [201, 201, 204, 201]);
    assert.deepEqual(await statuses("accepted"), [202, 202, 202, 202]);
  });

  it("missing-organization", async () => {
    const path = webApp.replace("team-a", "gone");
    assert.equal(codeOf(await ci.get(path)), "4040058");
    emulator.setDialect({ "missing-organization": "image" });
    assert.equal(codeOf(await ci.get(path)), "4040010");
  });

  it("missing-tag", async () => {
    const path = webApp.replace("access", "tags/gone");
    assert.equal(codeOf(await ci.delete(path)), "4040048");
    emulator.setDialect({ "missing-tag": "4040115" });
    assert.equal(codeOf(await ci.delete(path)), "4040115");
  });

  it("encoded-dollar", async () => {
    const path = webApp.replace("$", "%24");
    assert.equal((await ci.get(path)).status, 200);
    emulator.setDialect({ "encoded-dollar": "refused" });
    assert.equal(codeOf(await ci.get(path)), "APIGW.0101");
    assert.equal((await ci.get(webApp)).status, 200);
  });

  it("repository-name-in-body", async () => {
    const create = async (form: "both" | "slash" | "dollar", name: string): Promise<number> => {
      emulator.setDialect({ "repository-name-in-body": form });
      return (await ci.post(repos, { repository: name, is_public: false })).status;
    };
    assert.deepEqual([await create("both", "one/a"), await create("both", "two$a")], [201, 201]);
    assert.deepEqual([await create("slash", "three/a"), await create("slash", "four$a")], [201, 400]);
    assert.deepEqual([await create("dollar", "five/a"), await create("dollar", "six$a")], [400, 201]);
    const names = emulator.state().organizations[0]?.repositories.map(({ name }) => name);
    assert.deepEqual(names, ["web/app", "api", "one/a", "two/a", "three/a", "six/a"]);
  });

  for (const [value, left] of [
    ["forgotten", []],
    ["remembered", ["bob:1"]],
  ] as const) {
    it(`deleted-repository=${value}`, async () => {
      emulator.setDialect({ "deleted-repository": value });
      for (const recreate of [
        () => ci.post(repos, { repository: "web/app", is_public: false }),
        () => ci.post("/_emulator/repositories", { organization: "team-a", repository: "web/app" }),
      ]) {
        emulator.grant({ organization: "team-a", repository: "web/app", user: "bob", auth: 1 });
        assert.equal((await ci.delete(`${repos}/web$app`)).status, 204);
        await recreate();
        assert.deepEqual(granted(emulator, "team-a", "web/app"), left);
      }
    });
  }
});

describe("profiles", () => {
  it("docs is the first value of every switch", () => {
    for (const [name, values] of Object.entries(dialectValues)) {
      const expected = values === "milliseconds" ? 0 : values[0];
      assert.equal(profiles.docs[name as keyof typeof dialectValues], expected, name);
    }
  });

  it("hold only values that exist", async () => {
    for (const profile of Object.values(profiles)) await (await startEmulator({ dialect: profile })).stop();
  });

  it("can be chosen at the start and changed in part or in whole", async () => {
    const emulator = await startEmulator({ dialect: { profile: "hostile", "read-lag": 5 } });
    assert.deepEqual(emulator.dialect(), { ...profiles.hostile, "read-lag": 5 });
    emulator.setDialect({ order: "id" });
    assert.deepEqual(emulator.dialect(), { ...profiles.hostile, "read-lag": 5, order: "id" });
    emulator.setDialect("lenient");
    assert.deepEqual(emulator.dialect(), profiles.lenient);
    emulator.reset();
    assert.deepEqual(emulator.dialect(), { ...profiles.hostile, "read-lag": 5 });
    await emulator.stop();
  });

  it("refuse what does not exist", async () => {
    for (const [dialect, message] of [
      [{ order: "random" }, /order takes insertion, id, reversed, shuffled, not "random"/],
      [{ "read-lag": -1 }, /read-lag takes milliseconds/],
      [{ ordre: "id" }, /no dialect switch "ordre"/],
      ["friendly", /no profile "friendly"/],
    ] as const) {
      await assert.rejects(
        () => startEmulator({ dialect: dialect as "docs" }),
        (error) => error instanceof DialectError && message.test(error.message),
      );
    }
  });
});

describe("docs/emulator.md", () => {
  const text = readFileSync("docs/emulator.md", "utf8");

  it("has a row for each dialect switch, with each value", () => {
    for (const [name, values] of Object.entries(dialectValues)) {
      const row = text.split("\n").find((line) => line.startsWith(`| \`${name}\` `));
      assert.ok(row !== undefined, `no row for ${name}`);
      for (const value of values === "milliseconds" ? [] : values) {
        assert.ok(row.includes(`\`${String(value)}\``), `${name}=${String(value)}`);
      }
    }
  });

  it("has every control", async () => {
    const emulator = await startEmulator();
    const { controls } = (await (await fetch(`${emulator.url}/_emulator/`)).json()) as { controls: string[] };
    await emulator.stop();
    assert.ok(controls.length > 20);
    for (const control of controls) assert.ok(text.includes(`\`${control}`), control);
  });
});
