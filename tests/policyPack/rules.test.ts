import assert from "node:assert/strict";
import { ID } from "../support/stack";
import { COUNT, END, EXCLUSIVE, MANAGE, Pack, PUBLIC, TYPES } from "./support";

const user = (name: keyof typeof ID, permission: string, rest: object = {}): object => ({
  userId: ID[name],
  userName: name,
  permission,
  ...rest,
});
const END_DATE = { expiresAt: "2099-12-31T18:00:00Z" };
const inDays = (days: number): object => ({
  expiresAt: new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString(),
});
const web = (users: readonly object[], rest: object = {}): object => ({
  organization: "team-a",
  repository: "web/app",
  exclusive: true,
  users,
  ...rest,
});
const ACCESS = TYPES.plugin("RepositoryAccess");

describe("policies: what each of them refuses", () => {
  const pack = new Pack();
  const said = (policy: string, props: object, type = ACCESS): Promise<string[]> =>
    pack.messages(policy, { type, props });

  it("Manage: only for users of the list, by name, pattern or id in any capitals; one message names all others", async () => {
    const props = web([user("alice", "Manage"), user("bob", "Manage"), user("carol", "Write")]);
    assert.deepEqual(await said(MANAGE, props), [
      "team-a/web/app: users: Manage is given to alice and bob, and this policy allows it to nobody. Give Read or Write instead, or add to the policy's setting users whoever needs Manage",
    ]);
    await pack.configure({ [MANAGE]: { users: ["ali*", "ci"] } });
    assert.deepEqual(await said(MANAGE, props), [
      "team-a/web/app: users: Manage is given to bob, and this policy allows it to only ali* and ci. Give Read or Write instead, or add to the policy's setting users whoever needs Manage",
    ]);
    for (const users of [
      ["alice", "bob"],
      ["{alice,bob}"],
      [ID.alice, ID.bob.toUpperCase()],
      ["*", "!carol"],
    ]) {
      await pack.configure({ [MANAGE]: { users } });
      assert.deepEqual(await said(MANAGE, props), [], users.join());
    }
    for (const users of [
      ["alic", "ob"],
      ["Alice", "BOB"],
      ["*", "!bob", "!alice"],
      [ID.carol],
      [`${ID.bob}0`],
    ]) {
      await pack.configure({ [MANAGE]: { users } });
      assert.match((await said(MANAGE, props)).join(), /given to alice and bob,/, users.join());
    }
  });

  it("Manage: an id that the program writes in capitals is the same id", async () => {
    await pack.configure({ [MANAGE]: { users: [ID.bob] } });
    const bob = { userId: ID.bob.toUpperCase(), userName: "bob", permission: "Manage" };
    assert.deepEqual(await said(MANAGE, web([bob])), []);
  });

  it("Manage: in each rule of a policy for itself, and on an organization", async () => {
    const rules = [
      { repositories: ["**"], users: [user("alice", "Read")] },
      { repositories: ["web/**"], users: [user("alice", "Manage")] },
    ];
    const ofRules = await said(
      MANAGE,
      { organization: "team-a", rules },
      TYPES.plugin("RepositoryAccessPolicy"),
    );
    assert.equal(ofRules.length, 1);
    assert.match(ofRules.join(), /^team-a: rules\[1\]\.users: Manage is given to alice,/);
    const props = { organization: "team-a", users: [user("bob", "Manage")] };
    assert.match(
      (await said(MANAGE, props, TYPES.plugin("OrganizationAccess"))).join(),
      /^team-a: users: Manage is given to bob,/,
    );
  });

  it("Manage: a message lists ten users and counts the others", async () => {
    const many = Array.from({ length: 13 }, (_, at) => ({
      userName: `u${String(at)}`,
      permission: "Manage",
    }));
    assert.match((await said(MANAGE, web(many))).join(), /given to u0, u1, .*, u9 and 3 more,/);
  });

  it("public: only where isPublic is true and the repository is not excepted", async () => {
    const type = TYPES.plugin("Repository");
    const props = { organization: "team-a", repository: "web/site", isPublic: true };
    assert.deepEqual(await said(PUBLIC, props, type), [
      "team-a/web/site: isPublic is true, so everybody may pull its images without any permission. Leave isPublic out or set it to false, or add the repository to the policy's setting except",
    ]);
    assert.deepEqual(await said(PUBLIC, { ...props, isPublic: false }, type), []);
    assert.deepEqual(await said(PUBLIC, { organization: "team-a", repository: "web/site" }, type), []);
    for (const [except, isRefused] of [
      [["team-a/web/site"], false],
      [["team-a/**"], false],
      [["*/web/*"], false],
      [["team-a/*"], true],
      [["team-a"], true],
      [["team-a/**", "!team-a/web/site"], true],
    ] as const) {
      await pack.configure({ [PUBLIC]: { except } });
      assert.equal((await said(PUBLIC, props, type)).length, isRefused ? 1 : 0, except.join());
    }
  });

  it("exclusive: false is refused on every kind of list; left out it is true", async () => {
    const sentence =
      "exclusive is false, so users whom the program does not declare keep their access. Leave exclusive out or set it to true, or add the place to the policy's setting except";
    for (const [name, place] of [
      ["RepositoryAccess", "team-a/web/app"],
      ["OrganizationAccess", "team-a"],
      ["RepositoryAccessPolicy", "team-a"],
    ] as const) {
      const type = TYPES.plugin(name);
      const props = {
        organization: "team-a",
        ...(name === "RepositoryAccess" ? { repository: "web/app" } : {}),
      };
      assert.deepEqual(await said(EXCLUSIVE, { ...props, exclusive: false }, type), [
        `${place}: ${sentence}`,
      ]);
      assert.deepEqual(await said(EXCLUSIVE, { ...props, exclusive: true }, type), []);
      assert.deepEqual(await said(EXCLUSIVE, props, type), []);
      await pack.configure({ [EXCLUSIVE]: { except: [place] } });
      assert.deepEqual(await said(EXCLUSIVE, { ...props, exclusive: false }, type), []);
      await pack.configure({});
    }
  });

  it("end: access of people has one; machine users need none, and which those are is a setting", async () => {
    const props = web([
      user("alice", "Read"),
      user("bob", "Read", END_DATE),
      user("ci", "Write"),
      user("deployer", "Write"),
    ]);
    assert.deepEqual(await said(END, props), [
      "team-a/web/app: users: access without an end for alice and deployer. Set expiresAt to a date and time such as 2030-06-30T18:00:00Z, or add machines to the policy's setting machineUsers",
    ]);
    await pack.configure({ [END]: { machineUsers: [ID.deployer] } });
    assert.match((await said(END, props)).join(), /for alice and ci\. Set/);
    await pack.configure({ [END]: { machineUsers: ["{ci,deployer}", "ali*"] } });
    assert.deepEqual(await said(END, props), []);
  });

  it("end: a name is a machine's by default where it begins or ends as such names do", async () => {
    const names = ["ci", "ci-web", "web-ci", "bot-1", "dependency-bot", "svc-a", "a-svc"];
    const people = ["cindy", "ciro", "abbot", "botticelli", "svcek", "CI", "alice"];
    const props = web([...names, ...people].map((userName) => ({ userName, permission: "Read" })));
    assert.match(
      (await said(END, props)).join(),
      /for cindy, ciro, abbot, botticelli, svcek, CI and alice\. Set/,
    );
  });

  it("end: with maxDays it must not be far away", async () => {
    const props = web([
      user("alice", "Read", inDays(80)),
      user("bob", "Read", inDays(100)),
      user("ci", "Read"),
    ]);
    assert.deepEqual(await said(END, props), []);
    await pack.configure({ [END]: { maxDays: 90 } });
    assert.deepEqual(await said(END, props), [
      "team-a/web/app: users: expiresAt is more than 90 days from now for bob. Set an earlier date",
    ]);
  });

  it("number: counts each user of a resource once, whichever rules name the user", async () => {
    const many = Array.from({ length: 51 }, (_, at) => ({
      userId: at.toString(16).padStart(32, "0"),
      userName: `u${String(at)}`,
      permission: "Read",
    }));
    assert.deepEqual(await said(COUNT, web(many)), [
      "team-a/web/app: users: the number of users is 51, and this policy allows 50 in one resource. Declare fewer users, or raise the policy's setting maxUsers",
    ]);
    assert.deepEqual(await said(COUNT, web(many.slice(0, 50))), []);
    const ruleOf = (users: readonly object[]): object => ({ repositories: ["**"], users });
    const policy = (...rules: readonly object[]): Promise<string[]> =>
      said(COUNT, { organization: "team-a", rules }, TYPES.plugin("RepositoryAccessPolicy"));
    assert.match(
      (await policy(ruleOf(many.slice(0, 30)), ruleOf(many.slice(21)))).join(),
      /^team-a: rules: the number of users is 51,/,
    );
    const upper = many.slice(0, 50).map((it) => ({ ...it, userId: it.userId.toUpperCase() }));
    assert.deepEqual(await policy(ruleOf(many.slice(0, 50)), ruleOf(upper)), []);
    const byName = many.slice(0, 50).map(({ userName, permission }) => ({ userName, permission }));
    assert.deepEqual(await policy(ruleOf(many.slice(0, 50)), ruleOf(byName)), []);
    await pack.configure({ [COUNT]: { maxUsers: 0 } });
    assert.match((await said(COUNT, web(many.slice(0, 1)))).join(), /the number of users is 1,/);
  });
});
