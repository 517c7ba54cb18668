import assert from "node:assert/strict";
import {
  accessOfPeopleEnds,
  accessPolicies,
  exclusiveAccess,
  limitedNumberOfUsers,
  manageOnlyForListedUsers,
  noPublicRepositories,
} from "../../policyPack";
import { COUNT, END, EXCLUSIVE, MANAGE, PUBLIC } from "./support";

const defaultsOf = ({ configSchema }: { configSchema?: { properties: object } }): object =>
  Object.fromEntries(
    Object.entries(configSchema?.properties ?? {}).flatMap(([name, it]: [string, { default?: unknown }]) =>
      "default" in it ? [[name, it.default] as const] : [],
    ),
  );

describe("policies: their settings", () => {
  it("a function's settings are the defaults of the policy's configuration", () => {
    assert.deepEqual(defaultsOf(manageOnlyForListedUsers({ users: ["alice"] })), {
      users: ["alice"],
      showNames: true,
    });
    assert.deepEqual(defaultsOf(noPublicRepositories({ except: ["team-a/**"], showNames: false })), {
      except: ["team-a/**"],
      showNames: false,
    });
    assert.deepEqual(defaultsOf(exclusiveAccess()), { except: [], showNames: true });
    assert.deepEqual(defaultsOf(accessOfPeopleEnds({ machineUsers: [], maxDays: 90 })), {
      machineUsers: [],
      maxDays: 90,
      showNames: true,
    });
    assert.deepEqual(defaultsOf(limitedNumberOfUsers()), { maxUsers: 50, showNames: true });
  });

  it("a setting that a program passes as undefined has its default", () => {
    const given = { maxUsers: undefined } as unknown as { maxUsers: number };
    assert.deepEqual(defaultsOf(limitedNumberOfUsers(given)), { maxUsers: 50, showNames: true });
  });

  it("the list has each policy once, with its settings, and showNames is for all", () => {
    const policies = accessPolicies({
      showNames: false,
      limitedNumberOfUsers: { maxUsers: 3 },
      exclusiveAccess: { except: ["team-b"] },
    });
    assert.deepEqual(
      policies.map(({ name }) => name),
      [MANAGE, PUBLIC, EXCLUSIVE, END, COUNT],
    );
    const [, , exclusive, , count] = policies.map(defaultsOf);
    assert.deepEqual(exclusive, { except: ["team-b"], showNames: false });
    assert.deepEqual(count, { maxUsers: 3, showNames: false });
  });

  it("a wrong setting is refused when the pack starts, by policy, setting and remedy", () => {
    for (const wrong of ["", "{a", "a}", "a,b", "{}"])
      assert.throws(() => manageOnlyForListedUsers({ users: ["alice", wrong] }), {
        message: `${MANAGE}: users: ${JSON.stringify(wrong)} is neither a name nor a pattern: write names with the signs * ? {a,b}, and ! at the beginning`,
      });
    assert.throws(
      () => accessOfPeopleEnds({ machineUsers: ["{"] }),
      /^Error: swr-access-of-people-ends: machineUsers: "\{"/,
    );
    assert.throws(
      () => noPublicRepositories({ except: ["Team-A/x"] }),
      /^Error: swr-no-public-repositories: except: "Team-A\/x" is not a pattern: use lowercase letters/,
    );
    assert.throws(
      () => exclusiveAccess({ except: ["a//b"] }),
      /^Error: swr-exclusive-access: except: "a\/\/b" begins or ends/,
    );
    for (const fine of ["Ann B.", "用户", "ci-*", "{a,b}-?", "!eve", "a$(b)[c]"])
      manageOnlyForListedUsers({ users: [fine] });
  });
});
