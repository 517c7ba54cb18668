import assert from "node:assert/strict";
import { createContext, createHooks, type Hooks } from "../../../provider/hosts/hooks";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { emulated } from "../../support/emulated";
import { CheckFailed, environmentOf, granted, ID, ORGANIZATION, PLACE } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const ADMIN = { userId: ID.admin, userName: "admin", permission: "Manage" } as const;
const TEAM = { organization: "team-a" };

/** Tests only what an organization's list has for itself. `describeLists` tests what all kinds of lists have in common. */
describe("OrganizationAccess", () => {
  const it0 = emulated(ORGANIZATION);
  const paths = (): string[] => [...new Set(it0.emulator.requests().map(({ path }) => path))];

  it("has the organization's name as its id, its number among the outputs, and no inherited users", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB] });
    assert.equal(stack.id, "team-a");
    const { __written, ...state } = stack.state ?? assert.fail();
    const id = it0.emulator.state().organizations.find(({ name }) => name === "team-a")?.id;
    assert.deepEqual(state, {
      organization: "team-a",
      region: "eu-de",
      users: [ALICE, BOB],
      exclusive: true,
      takeOver: false,
      organizationId: id,
      managed: [ID.alice, ID.bob],
      otherUsers: [],
      appliedBy: { userId: ID.ci, userName: "ci" },
    });
    assert.equal(__written?.organizationId, id);
    await stack.refreshInNewProcess();
    assert.deepEqual(stack.state, { ...state, __written });
  });

  it("sends requests to its own list only, in every hook", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB] });
    it0.emulator.grant({ ...TEAM, user: "mallory", auth: 7 });
    await stack.up({ users: [BOB, { ...ALICE, permission: "Write" }] }, true);
    await stack.destroy();
    assert.deepEqual(paths(), ["/v2/manage/namespaces/team-a/access"]);
  });

  it("leaves the lists of its repositories alone", async () => {
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
    const stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    await stack.destroy();
    assert.deepEqual(granted(it0.emulator, PLACE), ["carol=3"]);
    assert.deepEqual(it0.granted(), []);
  });

  it("is imported by its name, with a region before it or not", async () => {
    it0.emulator.grant({ ...TEAM, user: "alice", auth: 7 });
    for (const [given, id] of [
      ["team-a", "team-a"],
      ["eu-de:team-a", "team-a"],
      ["eu-nl:team-a", "eu-nl:team-a"],
    ]) {
      const stack = it0.newStack();
      stack.id = given;
      await stack.refreshInNewProcess();
      assert.equal(stack.id, id);
      assert.deepEqual(stack.state?.users, [ALICE]);
      assert.deepEqual(stack.state.managed, [ID.alice]);
      const { organization, users } = stack.inputs as { organization: string; users: object[] };
      assert.deepEqual({ organization, users }, { organization: "team-a", users: [ALICE] });
      assert.ok(!("repository" in (stack.inputs ?? {})));
    }
  });

  it("an import of an organization that does not exist is refused with the format of an id", async () => {
    for (const [id, message] of [
      ["nobody", '"nobody" does not exist. An id is organization or region:organization.'],
      ["team-a/web/app", '"team-a/web/app" is not an id: it is organization or region:organization.'],
      ["a:b:c", '"a:b:c" is not an id: it is organization or region:organization.'],
    ] as const) {
      const stack = it0.newStack();
      stack.id = id;
      await assert.rejects(stack.refreshInNewProcess(), { message });
    }
  });

  it("an organization that does not exist is an error of create, not of preview", async () => {
    const stack = it0.newStack();
    const program = { users: [ALICE], organization: "new-one" };
    assert.equal(await stack.preview(program), undefined);
    await assert.rejects(
      stack.up(program),
      /^SwrError: new-one: the organization new-one does not exist: create it first\. new-one: cannot read who has access: 404 SVCSTG\.SWR\.4040058/,
    );
    it0.emulator.createOrganization({ name: "new-one", creator: "admin" });
    await stack.up(program);
    assert.deepEqual(granted(it0.emulator, { organization: "new-one" }), ["alice=7"]);
  });

  it("a repository among its inputs, and a malformed name, are refused by their property", async () => {
    for (const [more, failure] of [
      [{ repository: "web/app" }, /^repository: is not a known property/],
      [{ organization: "Team A" }, /^organization: "Team A" is not a name of an organization/],
    ] as const)
      await assert.rejects(it0.newStack().preview({ users: [ALICE], ...more }), (thrown) => {
        assert.ok(thrown instanceof CheckFailed);
        assert.match(thrown.message, failure);
        return true;
      });
  });

  for (const isListed of [false, true])
    it(`its creator, who may manage it without being listed, is no drift, declared or not (the caller, ${isListed ? "" : "not "}listed)`, async () => {
      it0.emulator.setDialect({ "caller-listed": isListed });
      // Alice is no administrator: she manages the organization because she made it.
      it0.emulator.createOrganization({ name: "team-c", creator: "alice" });
      const place = { organization: "team-c" };
      const stack = it0.newStack({ user: "alice", environment: { SWR_TRUST_LISTED_NAMES: "true" } });
      await stack.up({ ...place, users: [BOB] });
      assert.deepEqual(it0.writes(), ["POST bob=1"]);
      for (const users of [[BOB], [BOB, ALICE]]) {
        await stack.up({ ...place, users });
        assert.equal((await stack.preview({ ...place, users }, true))?.changes, false);
        assert.deepEqual(it0.writes(), []);
      }
      await stack.destroy();
      assert.deepEqual(granted(it0.emulator, place), []);
    });

  it("its creator is granted and revoked in the list like any other user", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ADMIN, BOB] });
    await stack.up({ users: [BOB] });
    assert.deepEqual(it0.writes(), ["POST admin=7 bob=1", `DELETE ${ID.admin}`]);
    assert.deepEqual(it0.granted(), ["bob=1"]);
  });

  it("a caller without manage is refused with the right that is missing", async () => {
    it0.emulator.grant({ ...TEAM, user: "bob", auth: 3 });
    const stack = it0.newStack({ user: "bob" });
    await assert.rejects(stack.up({ users: [ALICE], exclusive: false }), {
      message:
        /^team-a: cannot grant access: 403 .* The caller lacks the right: it needs manage on the organization, or SWR FullAccess\.$/,
    });
    assert.deepEqual(it0.granted(), ["bob=3"]);
  });

  it("a declared user whom others grant meanwhile (409) gets the declared permission", async () => {
    const stack = it0.newStack();
    let isArmed = true;
    it0.emulator.onRequest(({ method, path }) => {
      if (!isArmed || method !== "GET" || !ORGANIZATION.paths.test(path)) return;
      isArmed = false;
      it0.emulator.grant({ ...TEAM, user: "bob", auth: 3 });
    });
    const inputs = { ...TEAM, users: [BOB], exclusive: true, takeOver: false };
    await stack.hooks.create(inputs);
    const statuses = it0.emulator.requests().map(({ method, status }) => `${method} ${String(status)}`);
    assert.deepEqual(statuses.slice(0, 3), ["GET 200", "POST 409", "GET 200"]);
    assert.deepEqual(it0.granted(), ["bob=1"]);
  });
});

describe("an organization's list and those of its repositories, in one run", () => {
  const it0 = emulated(ORGANIZATION);
  const hooksOfOneProcess = (): Record<"OrganizationAccess" | "RepositoryAccess", Hooks> => {
    const token = it0.emulator.issueToken({ user: "ci" });
    const without = { SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "" };
    const settings = resolveSettings(() => undefined, {
      ...{ ...environmentOf(it0.emulator), ...without },
      SWR_TOKEN: token,
    });
    const context = createContext(settings, () => undefined, { sleep: () => Promise.resolve() });
    return {
      OrganizationAccess: createHooks(REGISTRY.OrganizationAccess, () => context),
      RepositoryAccess: createHooks(REGISTRY.RepositoryAccess, () => context),
    };
  };

  it("are different places", () => {
    const { OrganizationAccess, RepositoryAccess } = hooksOfOneProcess();
    const claim = OrganizationAccess.claim({ ...TEAM, users: [] });
    assert.deepEqual(
      { ...claim, key: "" },
      {
        property: "organization",
        key: "",
        what: "team-a",
        why: "two lists of one organization would undo each other. Put all users into one of them.",
      },
    );
    assert.notEqual(claim?.key, RepositoryAccess.claim({ ...PLACE, users: [] })?.key);
    assert.notEqual(claim?.key, OrganizationAccess.claim({ organization: "team-b", users: [] })?.key);
  });

  it("a user revoked from the organization no longer counts as inherited right after that", async () => {
    it0.emulator.setDialect({ "organization-users": "listed", "organization-revoke": "keeps" });
    const exclusive = { exclusive: true, takeOver: true };
    const first = hooksOfOneProcess();
    const whole = { ...TEAM, ...exclusive, users: [BOB, ADMIN] };
    const team = await first.OrganizationAccess.create(whole);
    const web = { ...PLACE, ...exclusive, users: [ALICE] };
    const kept = await first.RepositoryAccess.create(web);
    const { inheritedUsers } = kept.state as { inheritedUsers: { userName: string }[] };
    assert.deepEqual(inheritedUsers.map(({ userName }) => userName).sort(), ["admin", "bob"]);
    // Bob's entry on the repository is explained by the organization's, as long as he has that.
    it0.emulator.grant({ ...PLACE, user: "bob", auth: 1 });
    const { OrganizationAccess, RepositoryAccess } = hooksOfOneProcess();
    const { inputs } = await RepositoryAccess.check(web, web);
    const { changes } = await RepositoryAccess.diff(kept.id, kept.state, inputs);
    assert.equal(changes, false);
    await OrganizationAccess.update(team.id, team.state, { ...whole, users: [ADMIN] });
    await RepositoryAccess.update(kept.id, kept.state, inputs);
    assert.deepEqual(granted(it0.emulator, PLACE), ["alice=7"]);
    assert.deepEqual(it0.granted(), ["admin=7"]);
  });
});
