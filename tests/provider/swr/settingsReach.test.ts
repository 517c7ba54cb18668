import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, createHooks } from "../../../provider/hosts/hooks";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings, type SettingKey } from "../../../provider/settings";
import { createClients, type SwrClient } from "../../../provider/swr/client";
import { type Emulator, type LoggedRequest, startEmulator } from "../../../sandbox/emulator";
import schema from "../../../schema.json";
import { accessCalls, ID, PLACE } from "../../support/stack";
import { IMPATIENT } from "../support/client";
import { failureOf } from "../support/server";

type Values = Readonly<Record<string, string>>;
const KEY = { accessKey: "AKFAKECI000000000000", secretKey: "fake-secret-key-of-ci0000000000000000000" };
const DENIED = { SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "" };
const PASSWORD = { userName: "ci", password: "fake-password-of-ci", domainName: "demo" };
const AGENCY = { ...KEY, agencyName: "operator", agencyDomainName: "demo" };

interface Row {
  /** The stack's settings in addition to cloud, region and endpoint. */
  readonly config: Values;
  readonly arrange?: (emulator: Emulator) => void;
  /** The calls to make. Default: one read of a repository's list. */
  readonly act?: (client: SwrClient) => Promise<unknown>;
  /** Checks that the requests at the service show the setting. */
  readonly expect: (requests: readonly LoggedRequest[]) => void;
}

const paths = (requests: readonly LoggedRequest[]): string[] => requests.map(({ path }) => path);
const lastUser =
  (name: string) =>
  (requests: readonly LoggedRequest[]): void => {
    assert.equal(requests.at(-1)?.user, name);
    assert.equal(requests.at(-1)?.status, 200);
  };
const loginAs =
  (expected: object) =>
  (requests: readonly LoggedRequest[]): void => {
    const [first] = requests;
    const { auth } = first?.body as { auth: { identity: { password: { user: Record<string, unknown> } } } };
    const { password: _hidden, ...user } = auth.identity.password.user;
    assert.deepEqual(user, expected);
    lastUser("ci")(requests);
  };
const assumed =
  (expected: object) =>
  (requests: readonly LoggedRequest[]): void => {
    const { auth } = requests[0]?.body as { auth: { identity: { assume_role: Record<string, unknown> } } };
    const { duration_seconds: _life, ...role } = auth.identity.assume_role;
    assert.deepEqual(role, expected);
    lastUser("admin")(requests);
  };
const readList = ({ access }: SwrClient): Promise<unknown> => access.read(PLACE);
const lookUpAlice = ({ iam }: SwrClient): Promise<unknown> => iam.userByName("alice");
const fails = ({ access }: SwrClient): Promise<unknown> => failureOf(access.read(PLACE));
const failing = (emulator: Emulator): void => {
  emulator.fault({ times: "forever", action: { answer: { status: 503 } } });
};

/** Settings of connections are in connections.test.ts, since they need other servers than the emulator. */
const ELSEWHERE: readonly SettingKey[] = [
  "caCertificate",
  "clientCertificate",
  "clientKey",
  "allowPlainHttp",
];

const ROWS: Partial<Record<SettingKey, Row>> = {
  cloud: {
    config: { ...KEY, cloud: "otc" },
    arrange: (emulator) => {
      emulator.setDialect({ "signature-forms": "credential" });
    },
    expect: lastUser("ci"),
  },
  signatureForm: {
    config: { ...KEY, cloud: "otc", signatureForm: "Access" },
    arrange: (emulator) => {
      emulator.setDialect({ "signature-forms": "access" });
    },
    expect: lastUser("ci"),
  },
  region: {
    config: { ...KEY, region: "eu-nl" },
    expect: (requests) => {
      assert.equal(paths(requests)[0], "/v3/projects?name=eu-nl");
    },
  },
  endpoint: { config: KEY, expect: lastUser("ci") },
  projectId: {
    config: { ...KEY, projectId: "de000000000000000000000000000001" },
    expect: (requests) => {
      assert.equal(requests.length, 1);
    },
  },
  projectName: {
    config: { ...KEY, projectName: "eu-nl" },
    expect: (requests) => {
      assert.equal(paths(requests)[0], "/v3/projects?name=eu-nl");
    },
  },
  domainId: {
    config: { ...KEY, domainId: "acc00000000000000000000000000001" },
    act: lookUpAlice,
    expect: (requests) => {
      assert.deepEqual(paths(requests), ["/v3/users?name=alice&domain_id=acc00000000000000000000000000001"]);
    },
  },
  domainName: { config: PASSWORD, expect: loginAs({ name: "ci", domain: { name: "demo" } }) },
  userName: { config: PASSWORD, expect: loginAs({ name: "ci", domain: { name: "demo" } }) },
  userId: { config: { userId: ID.ci, password: PASSWORD.password }, expect: loginAs({ id: ID.ci }) },
  password: { config: PASSWORD, expect: lastUser("ci") },
  accessKey: { config: KEY, expect: lastUser("ci") },
  secretKey: { config: KEY, expect: lastUser("ci") },
  securityToken: {
    config: { accessKey: "AKTEMPORARY", secretKey: "sk-temporary", securityToken: "st/+=" },
    arrange: (emulator) => {
      const keys = { accessKey: "AKTEMPORARY", secretKey: "sk-temporary", securityToken: "st/+=" };
      emulator.addUser({ id: "7".repeat(32), name: "temporary", admin: true, ...keys });
    },
    expect: lastUser("temporary"),
  },
  token: {
    config: { token: "t0ken-of-ci" },
    arrange: (emulator) => {
      emulator.issueToken({ user: "ci", token: "t0ken-of-ci" });
    },
    expect: lastUser("ci"),
  },
  agencyName: { config: AGENCY, expect: assumed({ domain_name: "demo", agency_name: "operator" }) },
  agencyDomainName: { config: AGENCY, expect: assumed({ domain_name: "demo", agency_name: "operator" }) },
  agencyDomainId: {
    config: { ...KEY, agencyName: "operator", agencyDomainId: "acc00000000000000000000000000001" },
    expect: assumed({ domain_id: "acc00000000000000000000000000001", agency_name: "operator" }),
  },
  requestTimeout: {
    config: { ...KEY, requestTimeout: "0.2", maxRetries: "0" },
    arrange: (emulator) => {
      emulator.fault({ action: { hang: "before" } });
    },
    act: async (client) => {
      assert.match(String(await fails(client)), /no answer within 0\.2 s/);
    },
    expect: (requests) => {
      assert.equal(requests.length, 1);
    },
  },
  maxRetries: {
    config: { ...KEY, maxRetries: "2" },
    arrange: failing,
    act: fails,
    expect: (requests) => {
      assert.equal(requests.length, 3);
    },
  },
  retryBudget: {
    config: { ...KEY, retryBudget: "0" },
    arrange: failing,
    act: fails,
    expect: (requests) => {
      assert.equal(requests.length, 1);
    },
  },
};

describe("every setting reaches the service", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
    emulator.addAgency({ name: "operator", user: "admin" });
  });
  const BASE = { cloud: "otc", region: "eu-de" };
  const settingsOf = (config: Values): ReturnType<typeof resolveSettings> => {
    const all: Values = { ...BASE, endpoint: emulator.url, ...config };
    return resolveSettings((key) => all[key], DENIED);
  };
  const clientOf = (config: Values): SwrClient => {
    const settings = settingsOf(config);
    return createClients(settings, IMPATIENT)(settings.region);
  };

  for (const [key, row] of Object.entries(ROWS))
    it(`swr:${key}`, async () => {
      const { config, arrange, act = readList, expect } = row;
      arrange?.(emulator);
      await act(clientOf(config));
      expect(emulator.requests());
    });

  it("swr:iamEndpoint", async () => {
    const iam = await startEmulator();
    try {
      await readList(clientOf({ ...KEY, iamEndpoint: iam.url }));
      assert.deepEqual(paths(iam.requests()), ["/v3/projects?name=eu-de"]);
      assert.deepEqual(paths(emulator.requests()), ["/v2/manage/namespaces/team-a/repos/web$app/access"]);
    } finally {
      await iam.stop();
    }
  });

  it("swr:metadataEndpoint", async () => {
    emulator.setMetadataAgency("operator");
    await clientOf({ metadataEndpoint: emulator.url }).access.read(PLACE);
    assert.equal(paths(emulator.requests())[0], "/openstack/latest/securitykey");
    lastUser("admin")(emulator.requests());
  });

  it("swr:maxConcurrency", async () => {
    emulator.setLatency(50);
    const { access } = clientOf({ ...KEY, maxConcurrency: "3", projectId: "x" });
    await access.read(PLACE);
    emulator.clearRequests();
    const reads = Promise.all(Array.from({ length: 7 }, () => access.read(PLACE)));
    const underWay = (): number => emulator.requests().filter(({ status }) => status === null).length;
    let most = 0;
    while (emulator.requests().filter(({ status }) => status !== null).length < 7) {
      most = Math.max(most, underWay());
      await new Promise(setImmediate);
    }
    await reads;
    assert.equal(most, 3);
  });

  /** A preview of a stack that declares alice, while bob has access too. */
  const preview = async (config: Values): Promise<boolean> => {
    const quiet = (): void => undefined;
    const context = createContext(settingsOf({ ...KEY, projectId: "x", ...config }), quiet);
    const hooks = createHooks(REGISTRY.RepositoryAccess, () => context);
    const users = [{ userId: ID.alice, userName: "alice", permission: "Read" }];
    const inputs = { ...PLACE, users, exclusive: true, takeOver: false, region: "eu-de" };
    const appliedBy = { userId: ID.ci, userName: "ci" };
    const state = { ...inputs, managed: [ID.alice], otherUsers: [], inheritedUsers: [], appliedBy };
    emulator.grant({ ...PLACE, user: "alice", auth: 1 });
    emulator.grant({ ...PLACE, user: "bob", auth: 3 });
    return (await hooks.diff("team-a/web/app", state, inputs)).changes;
  };

  it("swr:ignoreUsers", async () => {
    assert.equal(await preview({ ignoreUsers: "bob" }), false);
    assert.equal(accessCalls(emulator.requests()).length, 1);
  });

  it("swr:trustListedNames", async () => {
    assert.equal(await preview({ ignoreUsers: "bob", trustListedNames: "true" }), false);
    // The list tells bob's name, so IAM is not asked.
    assert.equal(emulator.requests().length, 1);
  });

  it("swr:liveDiff", async () => {
    assert.equal(await preview({ liveDiff: "false" }), false);
    assert.equal(emulator.requests().length, 0);
  });

  it("swr:maxRevokes", async () => {
    await assert.rejects(preview({ maxRevokes: "0" }), /swr:maxRevokes is 0/);
    assert.deepEqual(
      emulator.requests().map(({ method }) => method),
      ["GET"],
    );
  });

  it("swr:differencesFile", async () => {
    const folder = mkdtempSync(join(tmpdir(), "swr-"));
    const differencesFile = join(folder, "differences.txt");
    try {
      const context = createContext(settingsOf({ ...KEY, projectId: "x", differencesFile }), () => undefined);
      const users = [{ userId: ID.alice, userName: "alice", permission: "Read" }];
      const rules = [{ repositories: ["api"], users }];
      await createHooks(REGISTRY.RepositoryAccessPolicy, () => context).check(undefined, {
        organization: "team-a",
        rules,
      });
      assert.equal(readFileSync(differencesFile, "utf8"), "team-a: new: api, will grant alice Read\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("each setting of the schema has a test", () => {
    const here = [
      ...Object.keys(ROWS),
      "iamEndpoint",
      "metadataEndpoint",
      "maxConcurrency",
      "ignoreUsers",
      "trustListedNames",
      "liveDiff",
      "maxRevokes",
      "differencesFile",
    ];
    assert.deepEqual([...here, ...ELSEWHERE].sort(), Object.keys(schema.config.variables).sort());
  });
});
