import assert from "node:assert/strict";
import type { Emulator } from "../../../sandbox/emulator";
import { Client, codeOf, emulated, type Reply } from "../support/client";

const repository = "/v2/manage/namespaces/team-a/repos/deep$full";
const list = `${repository}/tags`;
const PLACE = { organization: "team-a", repository: "deep/full" };

describe("tags", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    emulator.createRepository({ ...PLACE, images: ["1.0", "latest", "0.9"] });
    ci = new Client(emulator, "ci");
  });

  const refused = (reply: Reply, status: number, code: string): void => {
    assert.deepEqual([reply.status, codeOf(reply)], [status, code]);
  };
  const tagsIn = ({ json }: Reply): string[] => (json as { Tag: string }[]).map(({ Tag }) => Tag);
  const left = (): string[] => emulator.state().organizations[0]?.repositories.at(-1)?.tags ?? [];

  it("are listed with the address and digest of their image", async () => {
    const [first] = (await ci.get(list)).json as [Record<string, unknown>];
    const address = `${new URL(emulator.url).host}/team-a/deep/full:1.0`;
    assert.deepEqual([first["Tag"], first["path"], first["tag_type"]], ["1.0", address, 0]);
    assert.match(String(first["digest"]), /^sha256:[0-9a-f]{64}$/);
    const shown = (await ci.get(repository)).json as Record<string, unknown>;
    assert.equal(shown["num_images"], 3);
  });

  it("come in pages, with the total in Content-Range", async () => {
    const page = await ci.get(`${list}?limit=2&offset=1`);
    assert.deepEqual([tagsIn(page), page.headers.get("content-range")], [["latest", "0.9"], "1-2/3"]);
    const beyond = await ci.get(`${list}?limit=2&offset=4`);
    assert.deepEqual([tagsIn(beyond), beyond.headers.get("content-range")], [[], "4-0/3"]);
    assert.equal((await ci.get(list)).headers.get("content-range"), "0-3/3");
    for (const query of [
      "limit=3",
      "offset=0",
      "limit=0&offset=0",
      "limit=1001&offset=0",
      "limit=x&offset=0",
    ])
      refused(await ci.get(`${list}?${query}`), 400, "4000056");
  });

  it("by default come a hundred at a time", async () => {
    emulator.createRepository({ organization: "team-a", repository: "many", images: 101 });
    const many = await ci.get("/v2/manage/namespaces/team-a/repos/many/tags");
    assert.equal(many.headers.get("content-range"), "0-100/101");
    assert.deepEqual(tagsIn(many).slice(0, 2), ["v1", "v2"]);
  });

  it("are filtered by tag, and sorted by column and direction together", async () => {
    assert.deepEqual(tagsIn(await ci.get(`${list}?tag=latest`)), ["latest"]);
    assert.deepEqual(tagsIn(await ci.get(`${list}?filter=tag%3A%3A1.0%7Climit%3A%3A1%7Coffset%3A%3A0`)), [
      "1.0",
    ]);
    const sorted = await ci.get(`${list}?order_column=tag&order_type=desc`);
    assert.deepEqual(tagsIn(sorted), ["latest", "1.0", "0.9"]);
    refused(await ci.get(`${list}?order_column=tag`), 400, "4001025");
    refused(await ci.get(`${list}?filter=tag`), 400, "4009014");
  });

  it("are deleted one by one, until the repository can be deleted", async () => {
    refused(await ci.delete(repository), 406, "4060012");
    assert.equal((await ci.delete(`${list}/latest`)).status, 204);
    assert.deepEqual(left(), ["1.0", "0.9"]);
    refused(await ci.delete(`${list}/latest`), 404, "4040048");
    refused(await ci.delete(`${list}/-bad`), 400, "4000016");
    for (const tag of left()) assert.equal((await ci.delete(`${list}/${tag}`)).status, 204);
    assert.equal((await ci.delete(repository)).status, 204);
    refused(await ci.get(list), 404, "4040010");
    refused(await ci.delete(`${list}/1.0`), 404, "4040010");
    refused(await ci.get(list.replace("team-a", "gone")), 404, "4040058");
  });

  it("need read to be listed, manage to be deleted", async () => {
    const dave = new Client(emulator, "dave");
    const attempts = async (): Promise<number[]> => [
      (await dave.get(list)).status,
      (await dave.delete(`${list}/1.0`)).status,
    ];
    assert.deepEqual(await attempts(), [403, 403]);
    emulator.grant({ ...PLACE, user: "dave", auth: 1 });
    assert.deepEqual(await attempts(), [200, 403]);
    emulator.grant({ ...PLACE, user: "dave", auth: 3 });
    assert.deepEqual(await attempts(), [200, 403]);
    emulator.grant({ ...PLACE, user: "dave", auth: 7 });
    assert.deepEqual(await attempts(), [200, 204]);
  });

  it("of public repositories can be listed by everybody", async () => {
    emulator.createRepository({ organization: "team-a", repository: "open", isPublic: true, images: 1 });
    const open = await new Client(emulator, "dave").get("/v2/manage/namespaces/team-a/repos/open/tags");
    assert.deepEqual(tagsIn(open), ["v1"]);
  });

  it("other methods and paths are the gateway's 404", async () => {
    for (const [method, path] of [
      ["GET", `${list}/1.0`],
      ["POST", list],
      ["DELETE", list],
      ["DELETE", `${list}/a/b`],
    ] as const)
      refused(await ci.call(method, path), 404, "APIGW.0101");
  });

  it("are pushed behind everybody's back", () => {
    emulator.pushImage({ ...PLACE, tag: "2.0" });
    emulator.pushImage({ ...PLACE, tag: "1.0" });
    assert.deepEqual(left(), ["1.0", "latest", "0.9", "2.0"]);
    assert.throws(() => {
      emulator.pushImage({ ...PLACE, tag: "a/b" });
    }, /"a\/b" is not a tag/);
    assert.throws(() => {
      emulator.pushImage({ ...PLACE, repository: "gone", tag: "a" });
    }, /There is no repository/);
  });
});
