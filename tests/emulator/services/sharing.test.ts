import assert from "node:assert/strict";
import type { Emulator } from "../../../sandbox/emulator";
import { Client, codeOf, emulated } from "../support/client";

const SHARES = "/v2/manage/namespaces/team-a/repositories/web$app/access-domains";
const SHARED = "/v2/manage/shared-repositories";
const WEB_APP = { organization: "team-a", repository: "web/app" };

describe("shares of repositories", () => {
  let emulator: Emulator;
  let ci: Client;
  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
    emulator.shareRepository({ ...WEB_APP, account: "acme" });
    emulator.shareRepository({ ...WEB_APP, account: "late", deadline: "2020-01-01T00:00:00.000Z" });
  });
  const listed = async (query: string, client = ci): Promise<string[]> =>
    ((await client.get(`${SHARED}?${query}`)).json as { namespace: string; name: string }[]).map(
      ({ namespace, name }) => `${namespace}/${name}`,
    );

  it("are listed with their account, end and whether they are valid", async () => {
    const { status, json } = await ci.get(SHARES);
    assert.equal(status, 200);
    assert.deepEqual(
      (json as Record<string, unknown>[]).map((it) => [
        it["access_domain"],
        it["permit"],
        it["deadline"],
        it["status"],
      ]),
      [
        ["acme", "read", "forever", true],
        ["late", "read", "2020-01-01T00:00:00.000Z", false],
      ],
    );
  });

  it("are listed to users who may read the repository", async () => {
    const reply = await new Client(emulator, "bob").get(SHARES);
    assert.equal(reply.status, 403);
    assert.deepEqual(await listed("center=self", new Client(emulator, "bob")), []);
  });

  it("lead to the list of shared repositories, with its filters and pages", async () => {
    assert.deepEqual(await listed("center=self"), ["team-a/web/app"]);
    assert.deepEqual(await listed("center=thirdparty"), []);
    assert.deepEqual(await listed("center=self&namespace=team-b"), []);
    assert.deepEqual(await listed("center=self&domain_name=acm"), ["team-a/web/app"]);
    assert.deepEqual(await listed("center=self&domain_name=late&status=true"), []);
    assert.deepEqual(await listed("center=self&limit=1&offset=1"), []);
    assert.equal(codeOf(await ci.get(SHARED)), "4001025");
  });

  it("are in the state, and gone with their repository", () => {
    const shown = () => emulator.state().organizations[0]?.repositories[0]?.sharedWith;
    assert.deepEqual(shown(), [
      { account: "acme", deadline: "forever" },
      { account: "late", deadline: "2020-01-01T00:00:00.000Z" },
    ]);
    emulator.deleteRepository(WEB_APP);
    emulator.createRepository(WEB_APP);
    assert.deepEqual(emulator.state().organizations[0]?.repositories.at(-1)?.sharedWith, undefined);
  });

  it("are made of private repositories only", () => {
    emulator.createRepository({ organization: "team-a", repository: "site", isPublic: true });
    assert.throws(() => {
      emulator.shareRepository({ organization: "team-a", repository: "site", account: "acme" });
    }, /"site" is public: only private ones are shared/);
  });
});
