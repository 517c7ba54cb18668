import assert from "node:assert/strict";
import type { Emulator } from "../../../sandbox/emulator";
import { Client, codeOf, emulated, type Reply } from "../support/client";

const repos = "/v2/manage/namespaces/team-a/repos";
const list = "/v2/manage/repos";

describe("repositories", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
  });

  const refused = (reply: Reply, status: number, code: string): void => {
    assert.deepEqual([reply.status, codeOf(reply)], [status, code]);
  };
  const names = (): string[] => emulator.state().organizations[0]?.repositories.map(({ name }) => name) ?? [];
  const namesIn = ({ json }: Reply): string[] => (json as { name: string }[]).map(({ name }) => name);

  it("are created, shown, changed and deleted", async () => {
    const body = { repository: "deep/er/name", is_public: true, category: "linux", description: "one" };
    assert.equal((await ci.post(repos, body)).status, 201);
    const path = `${repos}/deep$er$name`;
    const first = (await ci.get(path)).json as Record<string, unknown>;
    assert.deepEqual(
      [first["name"], first["is_public"], first["category"], first["description"], first["creator_name"]],
      ["deep/er/name", true, "linux", "one", "ci"],
    );
    assert.equal((await ci.patch(path, { is_public: false, description: "two" })).status, 201);
    const second = (await ci.get(path)).json as Record<string, unknown>;
    assert.deepEqual(
      [second["is_public"], second["category"], second["description"]],
      [false, "linux", "two"],
    );
    assert.equal((await ci.delete(path)).status, 204);
    refused(await ci.get(path), 404, "4040010");
    refused(await ci.delete(path), 404, "4040010");
    assert.deepEqual(names(), ["web/app", "api"]);
  });

  it("are created only with a good name and body", async () => {
    for (const name of ["", "A", "-a", "a/", "a//b", "a/.b", "a".repeat(129), 1]) {
      refused(await ci.post(repos, { repository: name, is_public: false }), 400, "4001029");
    }
    refused(await ci.post(repos, { is_public: false }), 400, "4001014");
    refused(await ci.post(repos, { repository: "b" }), 400, "4001014");
    refused(await ci.post(repos, { repository: "b", is_public: "true" }), 400, "4001009");
    refused(await ci.post(repos, { repository: "b", is_public: true, category: "toys" }), 400, "4000014");
    refused(await ci.post(repos, { repository: "api", is_public: true }), 409, "4090006");
    refused(await ci.post(repos.replace("team-a", "gone"), { repository: "b" }), 404, "4040058");
    assert.deepEqual(names(), ["web/app", "api"]);
  });

  it("are not deleted while they hold images", async () => {
    emulator.createRepository({ organization: "team-a", repository: "full", images: 2 });
    refused(await ci.delete(`${repos}/full`), 406, "4060012");
  });

  it("need edit on the organization to create, edit to change, manage to delete, read to look", async () => {
    const dave = new Client(emulator, "dave");
    const attempts = async (): Promise<number[]> =>
      [
        await dave.get(`${repos}/api`),
        await dave.post(repos, { repository: "new", is_public: false }),
        await dave.patch(`${repos}/api`, { is_public: false }),
        await dave.delete(`${repos}/api`),
      ].map(({ status }) => status);
    assert.deepEqual(await attempts(), [403, 403, 403, 403]);
    emulator.grant({ organization: "team-a", user: "dave", auth: 1 });
    assert.deepEqual(await attempts(), [200, 403, 403, 403]);
    emulator.grant({ organization: "team-a", user: "dave", auth: 3 });
    assert.deepEqual(await attempts(), [200, 201, 201, 403]);
    emulator.grant({ organization: "team-a", user: "dave", auth: 7 });
    assert.deepEqual(await attempts(), [200, 409, 201, 204]);
  });

  it("that are public can be looked at by everybody", async () => {
    emulator.createRepository({ organization: "team-a", repository: "open", isPublic: true });
    assert.equal((await new Client(emulator, "dave").get(`${repos}/open`)).status, 200);
  });

  describe("listed", () => {
    beforeEach(() => {
      for (const name of ["p/4", "p/2", "p/3", "p/1"]) {
        emulator.createRepository({
          organization: "team-b",
          repository: name,
          images: Number(name.slice(2)),
        });
      }
    });

    it("are those one has a permission on", async () => {
      assert.equal(namesIn(await ci.get(list)).length, 7);
      assert.deepEqual(namesIn(await new Client(emulator, "bob").get(list)), ["tools"]);
      assert.deepEqual(namesIn(await new Client(emulator, "carol").get(list)), []);
    });

    it("come in pages, with the total in Content-Range", async () => {
      const page = await ci.get(`${list}?limit=3&offset=2`);
      assert.deepEqual(namesIn(page), ["tools", "p/4", "p/2"]);
      assert.equal(page.headers.get("content-range"), "2-3/7");
      assert.equal((page.json as { total_range: number }[])[0]?.total_range, 7);
      const last = await ci.get(`${list}?limit=3&offset=6`);
      assert.deepEqual([namesIn(last), last.headers.get("content-range")], [["p/1"], "6-1/7"]);
      const beyond = await ci.get(`${list}?limit=3&offset=9`);
      assert.deepEqual([beyond.json, beyond.headers.get("content-range")], [[], "9-0/7"]);
      assert.equal((await ci.get(list)).headers.get("content-range"), "0-7/7");
    });

    it("by default come a hundred at a time", async () => {
      for (let at = 0; at < 100; at += 1) {
        emulator.createRepository({ organization: "team-b", repository: `many-${String(at)}` });
      }
      assert.equal((await ci.get(list)).headers.get("content-range"), "0-100/107");
      assert.equal((await ci.get(`${list}?limit=1000&offset=0`)).headers.get("content-range"), "0-107/107");
    });

    it("refuse half a page and pages that cannot be", async () => {
      for (const query of [
        "limit=3",
        "offset=3",
        "limit=0&offset=0",
        "limit=1001&offset=0",
        "limit=x&offset=0",
      ]) {
        refused(await ci.get(`${list}?${query}`), 400, "4000056");
      }
    });

    it("are filtered, fuzzily by name and organization, with $ for the slash", async () => {
      assert.deepEqual(namesIn(await ci.get(`${list}?name=app`)), ["web/app"]);
      assert.deepEqual(namesIn(await ci.get(`${list}?name=web$a`)), ["web/app"]);
      assert.deepEqual(namesIn(await ci.get(`${list}?namespace=am-a`)), ["web/app", "api"]);
      assert.deepEqual(namesIn(await ci.get(`${list}?filter=namespace%3A%3Ateam-a%7Cname%3A%3Aapi`)), [
        "api",
      ]);
      assert.deepEqual(namesIn(await ci.get(`${list}?is_public=true`)), []);
      const paged = await ci.get(`${list}?filter=namespace%3A%3Ateam-b%7Climit%3A%3A2%7Coffset%3A%3A1`);
      assert.deepEqual([namesIn(paged), paged.headers.get("content-range")], [["p/4", "p/2"], "1-2/5"]);
    });

    it("are sorted, by column and direction together", async () => {
      const query = `${list}?name=p$&order_column=`;
      assert.deepEqual(namesIn(await ci.get(`${query}name&order_type=asc`)), ["p/1", "p/2", "p/3", "p/4"]);
      assert.deepEqual(namesIn(await ci.get(`${query}tag_count&order_type=desc`)), [
        "p/4",
        "p/3",
        "p/2",
        "p/1",
      ]);
      for (const half of ["name", "name&order_type=up", "colour&order_type=asc"]) {
        refused(await ci.get(query + half), 400, "4001025");
      }
    });
  });
});
