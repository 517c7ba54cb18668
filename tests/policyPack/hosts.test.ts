import assert from "node:assert/strict";
import fc from "fast-check";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import type { ResourceName } from "../../provider/registry";
import { SECRETS } from "../../provider/hosts/secretTexts";
import { DynamicHosts, PluginHosts } from "../resources/support/hosts";
import type { PolicySettings } from "../support/analyzer";
import type { Props } from "../support/grpc";
import { UNKNOWN } from "../support/plugged";
import { secret } from "../support/pluginProcess";
import { environmentOf, ID } from "../support/stack";
import { COUNT, END, EXCLUSIVE, MANAGE, Pack, PUBLIC, TYPES } from "./support";

const ALICE = { userName: "alice", permission: "Manage" };
const BOB = { userName: "bob", permission: "Read" };
const TAKEN = { takeOver: true };
const REPOSITORY = { organization: "team-a", repository: "web/app" };
/** What a program declares, and which policies refuse it where two users are too many. */
const PROGRAMS: readonly (readonly [string, ResourceName, Props, readonly string[]])[] = [
  ["a list", "RepositoryAccess", { ...REPOSITORY, ...TAKEN, users: [ALICE, BOB] }, [MANAGE, END, COUNT]],
  [
    "a list beside others",
    "RepositoryAccess",
    { ...REPOSITORY, exclusive: false, users: [BOB] },
    [EXCLUSIVE, END],
  ],
  [
    "an organization's list",
    "OrganizationAccess",
    { organization: "team-a", ...TAKEN, users: [ALICE] },
    [MANAGE, END],
  ],
  [
    "rules",
    "RepositoryAccessPolicy",
    {
      organization: "team-a",
      ...TAKEN,
      rules: [
        { repositories: ["**"], users: [BOB] },
        { repositories: ["web/**"], users: [ALICE] },
      ],
    },
    [MANAGE, END, END, COUNT],
  ],
  [
    "a public repository",
    "Repository",
    { organization: "team-a", repository: "web/new", isPublic: true },
    [PUBLIC],
  ],
  ["a repository", "Repository", { organization: "team-a", repository: "web/new" }, []],
  ["an organization", "Organization", { name: "team-x" }, []],
];
const ALL_KINDS: readonly ResourceName[] = [
  "RepositoryAccess",
  "OrganizationAccess",
  "RepositoryAccessPolicy",
  "Repository",
];
/** Allows one user only, so that two are too many. */
const ONE_USER: PolicySettings = { [COUNT]: { maxUsers: 1 } };

/** What an engine sends to a policy: all inputs but those whose names begin with two underscores. */
const sent = (inputs: Props): Props =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));

function describeHost(
  pack: Pack,
  host: keyof typeof TYPES,
  Hosts: new () => PluginHosts | DynamicHosts,
): void {
  describe(`resources of the ${host} host`, () => {
    const hosts = new Hosts();
    let emulator: Emulator;
    before(async () => (emulator = await startEmulator()));
    after(() => Promise.all([hosts.stop(), emulator.stop()]));

    /** The inputs as the real host's check returns them. */
    async function checked(name: ResourceName, program: Props): Promise<Props> {
      const it0 = await hosts.open(name, environmentOf(emulator, "admin"));
      const { inputs, failures } = await it0.check(undefined, program);
      assert.deepEqual(failures, []);
      return inputs;
    }

    for (const [what, name, program, refusing] of PROGRAMS)
      it(`${what}: refused by ${refusing.join(", ") || "no policy"}`, async () => {
        await pack.configure(ONE_USER);
        const props = sent(await checked(name, program));
        const violations = await pack.analyzer.analyze({ type: TYPES[host](name), props });
        assert.deepEqual(
          violations.map(({ policy }) => policy),
          refusing,
        );
        assert.ok(violations.every(({ isMandatory }) => isMandatory));
        for (const { message } of violations) {
          const { organization, repository } = program as Record<string, string | undefined>;
          const place = [organization, repository].filter((it) => it !== undefined).join("/");
          assert.ok(message.includes(`\n${place}: `), message);
        }
      });
  });
}

describe("policies: what an engine shows them", () => {
  const pack = new Pack();
  describeHost(pack, "plugin", PluginHosts);
  describeHost(pack, "dynamic", DynamicHosts);
  beforeEach(() => pack.configure(ONE_USER));
  const policiesOf = async (name: ResourceName, props: object): Promise<string[]> =>
    (await pack.analyzer.analyze({ type: TYPES.plugin(name), props })).map(({ policy }) => policy);

  it("nothing is refused for what is not known, and no policy gives up", async () => {
    const bob = { ...BOB, userId: ID.bob, expiresAt: "2099-12-31T18:00:00Z" };
    await pack.configure({
      [MANAGE]: { users: ["carol", ID.carol] },
      [EXCLUSIVE]: { except: ["team-b"] },
      [PUBLIC]: { except: ["team-b/**"] },
    });
    for (const users of [
      UNKNOWN,
      [UNKNOWN],
      [{ ...bob, permission: UNKNOWN }],
      [{ ...bob, expiresAt: UNKNOWN }],
      [{ permission: "Manage", userName: UNKNOWN, userId: ID.alice, expiresAt: UNKNOWN }],
      [{ permission: "Manage", userName: "alice", userId: UNKNOWN, expiresAt: UNKNOWN }],
      [{ permission: "Manage", userName: "alice", expiresAt: UNKNOWN }],
      [{ permission: "Read", userName: UNKNOWN, userId: ID.alice }],
      [{ permission: "Read", userId: ID.alice }],
    ]) {
      assert.deepEqual(
        await policiesOf("RepositoryAccess", { ...REPOSITORY, users }),
        [],
        JSON.stringify(users),
      );
      const rules = [{ repositories: ["**"], users }];
      assert.deepEqual(await policiesOf("RepositoryAccessPolicy", { organization: "team-a", rules }), []);
    }
    for (const rules of [UNKNOWN, [UNKNOWN], [{ repositories: UNKNOWN, users: [bob] }]])
      assert.deepEqual(await policiesOf("RepositoryAccessPolicy", { organization: "team-a", rules }), []);
    const nowhere = { organization: UNKNOWN, repository: UNKNOWN };
    assert.deepEqual(
      await policiesOf("RepositoryAccess", { ...nowhere, exclusive: false, users: [bob] }),
      [],
    );
    assert.deepEqual(
      await policiesOf("RepositoryAccess", { ...REPOSITORY, exclusive: UNKNOWN, users: [] }),
      [],
    );
    assert.deepEqual(await policiesOf("Repository", { ...nowhere, isPublic: true }), []);
    assert.deepEqual(await policiesOf("Repository", { ...REPOSITORY, isPublic: UNKNOWN }), []);
  });

  it("what is known beside it is judged, and a resource without a known place is named as in the program", async () => {
    const users = [UNKNOWN, { userName: UNKNOWN, permission: "Read" }, ALICE];
    const type = TYPES.plugin("RepositoryAccess");
    const props = { organization: UNKNOWN, repository: "web/app", exclusive: false, users };
    assert.match(
      (await pack.messages(MANAGE, { type, props, name: "shop" })).join(),
      /^shop: users: .* to alice,/,
    );
    assert.match((await pack.messages(EXCLUSIVE, { type, props })).join(), /^web: exclusive is false/);
  });

  it("secrets are judged like all values, in every place", async () => {
    const marked = (value: object | string): Props => secret(value as Props);
    for (const users of [
      marked([ALICE, BOB]),
      [marked(ALICE), BOB],
      [{ userName: marked("alice"), permission: marked("Manage") }, BOB],
    ]) {
      assert.deepEqual(await policiesOf("RepositoryAccess", { ...REPOSITORY, users }), [MANAGE, END, COUNT]);
      const rules = marked([marked({ repositories: ["**"], users })]);
      assert.deepEqual(
        await policiesOf("RepositoryAccessPolicy", { organization: marked("team-a"), rules }),
        [MANAGE, END, COUNT],
      );
    }
    assert.deepEqual(await policiesOf("RepositoryAccess", { ...REPOSITORY, users: marked([UNKNOWN]) }), []);
    assert.deepEqual(await policiesOf("RepositoryAccess", { ...REPOSITORY, users: secret(UNKNOWN) }), []);
  });

  it("messages name nobody where Pulumi says that something is secret, and where showNames is false", async () => {
    const props = { ...REPOSITORY, users: [ALICE, BOB] };
    const of = { type: TYPES.dynamic("RepositoryAccess"), props };
    const assertHidden = async (rest: object): Promise<void> => {
      const violations = await pack.analyzer.analyze({ ...of, ...rest });
      assert.deepEqual(
        violations.map(({ policy, message }) => [policy, message.split("\n")[1]]),
        [
          [
            MANAGE,
            "web: users: Manage is given to users who may not have it (1), and this policy allows it to nobody. Give Read or Write instead, or add to the policy's setting users whoever needs Manage",
          ],
          [
            END,
            "web: users: access without an end for 2 users. Set expiresAt to a date and time such as 2030-06-30T18:00:00Z, or add machines to the policy's setting machineUsers",
          ],
          [
            COUNT,
            "web: users: the number of users is 2, and this policy allows 1 in one resource. Declare fewer users, or raise the policy's setting maxUsers",
          ],
        ],
      );
    };
    await assertHidden({ additionalSecretOutputs: ["users", "managed"] });
    const hidden = { showNames: false };
    await pack.configure({ [MANAGE]: hidden, [END]: hidden, [COUNT]: { ...hidden, maxUsers: 1 } });
    await assertHidden({});
  });

  it("a hostile name is shown as escapes", async () => {
    const users = [{ userName: "<{%fg 1%}>\u001b[2K\nteam-a: fine", permission: "Manage" }];
    const props = { ...REPOSITORY, users };
    const [message = ""] = await pack.messages(MANAGE, { type: TYPES.plugin("RepositoryAccess"), props });
    assert.match(message, /given to <\\u007b%fg 1%\}>\\u001b\[2K\\u000ateam-a: fine, and/);
  });

  it("resources of other kinds and of other providers are left alone", async () => {
    const props = { ...REPOSITORY, exclusive: false, isPublic: true, users: [ALICE, BOB] };
    for (const type of [
      "swr:index:RetentionPolicy",
      "swr:index:Organization",
      "swr:other:RepositoryAccess",
      "aws:index:RepositoryAccess",
      "pulumi-nodejs:dynamic:Resource",
      "pulumi-nodejs:dynamic/other:RepositoryAccess",
      "my:swr:index:RepositoryAccess",
      "pulumi:pulumi:Stack",
    ])
      assert.deepEqual(await pack.analyzer.analyze({ type, props }), [], type);
  });

  it("whatever the inputs are, no policy crashes and none gives up", async () => {
    const leaf = fc.oneof(fc.constantFrom(UNKNOWN, "Manage", "alice", null, true, false), fc.jsonValue());
    const marked = (it: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
      fc.oneof(
        { weight: 4, arbitrary: it },
        { weight: 1, arbitrary: it.map((value) => secret(value as Props)) },
      );
    const anyUser = marked(
      fc.record({ userId: leaf, userName: leaf, permission: leaf, expiresAt: leaf }, { requiredKeys: [] }),
    );
    const users = marked(fc.oneof(leaf, fc.array(fc.oneof(leaf, anyUser), { maxLength: 4 })));
    const rule = marked(fc.record({ repositories: leaf, users }, { requiredKeys: [] }));
    const inputs = fc.record(
      {
        organization: leaf,
        repository: leaf,
        exclusive: leaf,
        isPublic: leaf,
        users,
        rules: fc.oneof(leaf, marked(fc.array(fc.oneof(leaf, rule), { maxLength: 3 }))),
        [SECRETS]: leaf,
      },
      { requiredKeys: [] },
    );
    const except = ["team-b"];
    await pack.configure({ [END]: { maxDays: 1 }, [EXCLUSIVE]: { except }, [PUBLIC]: { except } });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ALL_KINDS), inputs, async (name, props) => {
        const violations = await pack.analyzer.analyze({ type: TYPES.plugin(name), props });
        for (const { message, isMandatory } of violations) assert.ok(isMandatory, message);
      }),
      { numRuns: 100 },
    );
  });
});
