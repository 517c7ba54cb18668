import assert from "node:assert/strict";
import fc from "fast-check";
import { adopt } from "../../../cli/adopt/adopt";
import type { Grant, Program, Rule } from "../../../cli/adopt/program";
import { patternsOf } from "../../../cli/adopt/rules";
import { typescriptOf } from "../../../cli/adopt/typescript";
import type { Live, LiveGrant } from "../../../cli/live/types";
import { checkPatterns, matcherOf } from "../../../provider/patterns";
import { Coverage } from "../../../provider/resources/accessPolicy/coverage";
import type { Rule as PolicyRule } from "../../../provider/resources/accessPolicy/model";
import { ALICE, BOB, everyForm, liveWith, RUN, wishesOf } from "./support";
import { liveOf, worlds } from "./worlds";

/** What a program grants on a list: `id=permission`, sorted. */
const said = (grants: readonly { userId?: string | undefined; permission: string }[]): string[] =>
  grants.map(({ userId, permission }) => `${userId ?? ""}=${permission}`).sort();

/** The grants that a program declares for each repository, by its single lists and its policies. */
function declared(program: Program, names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const put = (name: string, grants: string[]): void => {
    assert.ok(!found.has(name), `${name} is declared twice`);
    found.set(name, grants);
  };
  const plain = (grants: readonly Grant[]) =>
    grants.map(({ user, permission }) => ({ userId: user.userId, permission }));
  for (const { type, id, inputs } of program.resources) {
    if (type === "RepositoryAccess") put(id, said(plain(inputs["users"] as readonly Grant[])));
    if (type !== "RepositoryAccessPolicy") continue;
    const rules = (inputs["rules"] as readonly Rule[]).map(({ repositories, users }) => ({
      repositories,
      users: plain(users),
    })) as unknown as PolicyRule[];
    for (const { repositories } of rules) assert.deepEqual(checkPatterns("repositories", repositories), []);
    const coverage = new Coverage(rules, new Date(0));
    for (const name of names.filter((it) => it.startsWith(`${id}/`))) {
      const covered = coverage.at(name.slice(id.length + 1));
      if (covered !== undefined) put(name, said(covered.users));
    }
  }
  return found;
}

const namesIn = ({ organizations }: Live): string[] =>
  organizations.flatMap(({ name, repositories }) => repositories.map((it) => `${name}/${it.name}`));
const isDeclarable = ({ permission }: LiveGrant): boolean => !permission.startsWith("auth ");

describe("adopt: what a program declares", () => {
  it("declares for each repository exactly who has access, in either form", () => {
    fc.assert(
      fc.property(worlds(), everyForm, (world, form) => {
        const live = liveOf(world);
        const found = declared(adopt(live, wishesOf(form)), namesIn(live));
        const there = live.organizations.flatMap(({ name, repositories }) =>
          repositories.map(
            (it) => [`${name}/${it.name}`, said((it.users ?? []).filter(isDeclarable))] as const,
          ),
        );
        assert.deepEqual([...found].sort(), there.sort());
      }),
      RUN,
    );
  });

  it("declares the chosen repositories only, in either form", () => {
    fc.assert(
      fc.property(worlds({ auths: [1, 7] }), everyForm, (world, form) => {
        const live = liveOf(world);
        const isChosen = matcherOf(["web/**", "*", "!api"]);
        const program = adopt(live, wishesOf({ ...form, isChosen }));
        const chosen = namesIn(live).filter((name) => isChosen(name.slice(name.indexOf("/") + 1)));
        assert.deepEqual([...declared(program, namesIn(live)).keys()].sort(), chosen.sort());
        assert.ok(program.resources.every(({ type }) => !type.startsWith("Organization")));
      }),
      RUN,
    );
  });

  const rules = (lists: Readonly<Record<string, string>>): string[] => {
    const names = Object.keys(lists);
    const sets = [...new Set(Object.values(lists))].filter((set) => set !== "");
    const groups = sets.map((set) => ({ repositories: names.filter((name) => lists[name] === set), set }));
    return patternsOf(names, groups).map(({ patterns, set }) => `${patterns.join(" ")}: ${set}`);
  };

  it("finds the patterns that a person would write", () => {
    assert.deepEqual(rules({ api: "A", "web/app": "A", "web/shop": "A" }), ["**: A"]);
    assert.deepEqual(rules({ api: "A", base: "A", "web/app": "B", "web/shop": "B" }), ["*: A", "web/**: B"]);
    assert.deepEqual(rules({ "web/a": "A", "web/b": "A", "web/c": "A", "web/d": "B" }), [
      "web/** !web/d: A",
      "web/d: B",
    ]);
    assert.deepEqual(rules({ "web/a": "A", "web/b": "B" }), ["web/a: A", "web/b: B"]);
    assert.deepEqual(rules({ "a/x": "A", "a/y": "A", "a/z": "A", "a/old/1": "B", "a/old/2": "B", b: "C" }), [
      "a/*: A",
      "a/old/**: B",
      "b: C",
    ]);
  });

  it("names a single repository, so that nobody gets access to a later one beside it", () => {
    assert.deepEqual(rules({ "web/app": "A" }), ["web/app: A"]);
  });

  it("matches no repository whose list could not be read", () => {
    assert.deepEqual(rules({ "web/a": "A", "web/b": "A", "web/c": "A", "web/d": "" }), ["web/** !web/d: A"]);
  });
});

describe("adopt: users of a program", () => {
  const grantsIn = (program: Program): string[] =>
    program.resources.flatMap(({ inputs }) =>
      ((inputs["users"] ?? []) as readonly Grant[]).map(
        ({ user, permission }) => `${user.userName} ${user.userId}=${permission}`,
      ),
    );
  const ignoredIn = ({ ignored }: Program): string[] => ignored.map(({ value }) => value);

  it("leaves the user who adopts as it is, since no list shows its own reader", () => {
    const caller = { userId: "c1000000000000000000000000000001", userName: "ci" };
    const program = adopt(liveWith({ "team-a": { api: [ALICE] } }, { caller }), wishesOf());
    assert.deepEqual(ignoredIn(program), [caller.userId]);
    assert.match(
      typescriptOf(program),
      /SWR shows nobody their own\n\/\/ entry, so what ci may do was not seen/,
    );
    // The emulator's ids have 32 digits. An id of another form would be looked up as a name.
    const strange = adopt(liveWith({}, { caller: { ...caller, userId: "agency" } }), wishesOf());
    assert.deepEqual(ignoredIn(strange), ["ci"]);
  });

  it("leaves alone whom the settings ignore, and says so in the program", () => {
    const live = liveWith({ "team-a": { api: [ALICE, BOB] } });
    for (const value of [BOB.userId, BOB.userName]) {
      const program = adopt(live, wishesOf({ ignoreUsers: [value] }));
      assert.deepEqual(grantsIn(program), [`alice ${ALICE.userId}=Manage`]);
      assert.deepEqual(ignoredIn(program), [BOB.userId]);
    }
    const unseen = adopt(live, wishesOf({ ignoreUsers: ["dave"] }));
    assert.deepEqual(ignoredIn(unseen), ["dave"]);
  });

  it("ignores users with an undocumented permission on that list alone, and says so", () => {
    const odd = { ...BOB, permission: "auth 5" };
    const live = liveWith({
      "team-a": { api: [ALICE, odd], web: [ALICE, BOB], wiki: [ALICE, BOB], work: [ALICE, BOB] },
    });
    for (const form of ["access", "policy"] as const) {
      const program = adopt(live, wishesOf({ form }));
      assert.deepEqual(program.leftOut, ['team-a/api: bob has "auth 5", which cannot be declared.']);
      const text = typescriptOf(program);
      assert.match(
        text,
        /repository: "api",\n {2}users: \[\{ \.\.\.users\.alice, permission: "Manage" \}\],\n {2}ignoreUsers: \[users\.bob\.userId\],/,
      );
    }
    const [, policy] = adopt(live, wishesOf({ form: "policy" })).resources.slice(1);
    assert.deepEqual(
      (policy?.inputs["rules"] as readonly Rule[]).map(({ repositories }) => repositories),
      [["**", "!api"]],
    );
  });

  it("shows ids where a name does not tell who it is", () => {
    const mallory = { ...BOB, userName: "alice" };
    const live = liveWith({ "team-a": { api: [ALICE, mallory] } }, { hasNamesOfIam: false });
    assert.deepEqual(grantsIn(adopt(live, wishesOf())).sort(), [
      `${ALICE.userId} ${ALICE.userId}=Manage`,
      `${BOB.userId} ${BOB.userId}=Read`,
    ]);
    // IAM knows whose the name is. Only the entry of an id that it does not know may use the name wrongly.
    const known = liveWith({ "team-a": { api: [ALICE, { ...mallory, isUnknown: true as const }] } });
    assert.deepEqual(
      grantsIn(adopt(known, wishesOf())).sort(),
      [`alice ${ALICE.userId}=Manage`, `${BOB.userId} ${BOB.userId}=Read`].sort(),
    );
  });

  it("tells where users of a repository may come from the organization", () => {
    const above = { ...ALICE, throughOrganization: true as const };
    const textOf = (user: LiveGrant): string =>
      typescriptOf(adopt(liveWith({ "team-a": { api: [user] } }), wishesOf()));
    assert.match(textOf(above), /Take such a user out of both at once/);
    assert.doesNotMatch(textOf(ALICE), /out of both/);
  });

  it("says at its top what a destroy does, and how to give the stack up without one", () => {
    const text = typescriptOf(adopt(liveWith({ "team-a": { web: [ALICE] } }), wishesOf())).replaceAll(
      "\n// ",
      " ",
    );
    assert.match(
      text,
      /`pulumi destroy` revokes everybody who is declared here\. `pulumi stack rm --force` gives/,
    );
  });

  it("is one user whose id is listed in other capitals", () => {
    const loud = { ...ALICE, userId: ALICE.userId.toUpperCase(), permission: "Read" };
    const program = adopt(liveWith({ "team-a": { api: [ALICE], web: [loud] } }), wishesOf());
    assert.equal(program.users.length, 1);
  });
});

describe("adopt: what could not be read", () => {
  const unread = [{ subject: "team-a/api", message: "team-a/api: the server refused." }];

  it("is not declared, and is named in the program", () => {
    const live = liveWith({ "team-a": { api: undefined, web: [ALICE] } }, { unread });
    const program = adopt(live, wishesOf());
    assert.deepEqual(program.unread, unread);
    assert.deepEqual(
      program.resources.map(({ id }) => id),
      ["team-a", "team-a/web"],
    );
    assert.match(typescriptOf(program), /Not declared here, since it could not be read: team-a\/api\.\n/);
  });

  it("is not named where it is not wanted, or where only the accounts it is shared with are missing", () => {
    const live = liveWith({ "team-a": { api: undefined, web: [ALICE] } }, { unread });
    assert.deepEqual(adopt(live, wishesOf({ isChosen: (name) => name === "web" })).unread, []);
    const shares = liveWith({ "team-a": { api: [ALICE] } }, { unread });
    assert.deepEqual(adopt(shares, wishesOf()).unread, []);
  });
});
