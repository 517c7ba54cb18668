import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SettingsError } from "../../provider/errors";
import { resolveSettings, type Settings } from "../../provider/settings";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { PLACE } from "../support/stack";
import { IMPATIENT } from "./support/client";
import { createClients } from "../../provider/swr/client";

type Values = Record<string, string>;

const CLOUDS = `
clouds:
  demo:
    region_name: eu-nl
    auth:
      auth_url: https://iam.example.com/v3
      username: ci
      password: fake-password-of-ci
      user_domain_name: demo
      project_name: eu-nl_team
  keys:
    region_name: eu-de
    ak: AKFAKECI000000000000
    sk: fake-secret-key-of-ci0000000000000000000
  halves:
    auth: { username: ci, user_domain_name: demo }
`;

describe("settings: profiles that the environment names", () => {
  let home: string;
  let folder: string;
  const cwd = process.cwd();
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "swr-home-"));
    folder = join(home, "program");
    mkdirSync(folder);
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(cwd);
    rmSync(home, { recursive: true });
  });
  const write = (path: string, text: string): string => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const resolve = (environment: Values, config: Values = {}): Settings =>
    resolveSettings((key) => config[key], { HOME: home, ...environment });
  const refusal = (environment: Values): string => {
    try {
      resolve(environment);
    } catch (thrown) {
      assert.ok(thrown instanceof SettingsError, String(thrown));
      return thrown.message;
    }
    return assert.fail("it was accepted");
  };
  const OTC = { SWR_CLOUD: "otc", OS_CLOUD: "demo" };

  for (const [name, path, more] of [
    ["the program's folder", "program/clouds.yaml", {}],
    ["the user's", ".config/openstack/clouds.yaml", {}],
    ["XDG_CONFIG_HOME", "xdg/openstack/clouds.yml", { XDG_CONFIG_HOME: "xdg" }],
    ["OS_CLIENT_CONFIG_FILE", "elsewhere/my.yaml", { OS_CLIENT_CONFIG_FILE: "elsewhere/my.yaml" }],
  ] as const)
    it(`clouds.yaml in ${name}`, () => {
      write(path, CLOUDS);
      const absolute = Object.entries(more).map(([key, value]) => [key, join(home, value)]);
      const settings = resolve({ ...OTC, ...(Object.fromEntries(absolute) as Values) });
      assert.deepEqual(settings.credentials, {
        method: "password",
        user: { name: "ci" },
        password: "fake-password-of-ci",
        domain: { name: "demo" },
      });
      const { region, iamEndpoint, projectName } = settings;
      assert.deepEqual(
        [region, iamEndpoint, projectName],
        ["eu-nl", "https://iam.example.com", "eu-nl_team"],
      );
    });

  it("only the first file that exists is read", () => {
    write("program/clouds.yaml", "clouds: { other: {} }");
    write(".config/openstack/clouds.yaml", CLOUDS);
    assert.match(
      refusal(OTC),
      /^OS_CLOUD is demo, which is not in .*program\/clouds\.yaml: set it to one of other/,
    );
  });

  it("keys beside auth, as Open Telekom Cloud's tools write them", () => {
    write("program/clouds.yaml", CLOUDS);
    const { credentials } = resolve({ ...OTC, OS_CLOUD: "keys" });
    assert.equal(credentials.method === "key" && credentials.accessKey, "AKFAKECI000000000000");
  });

  it("secure.yaml adds what clouds.yaml leaves out", () => {
    write("program/clouds.yaml", CLOUDS);
    write(".config/openstack/secure.yaml", "clouds: { halves: { auth: { password: from-secure } } }");
    const { credentials } = resolve({ ...OTC, SWR_REGION: "eu-de", OS_CLOUD: "halves" });
    assert.equal(credentials.method === "password" && credentials.password, "from-secure");
  });

  it("stack and environment go before the profile, for who calls and where", () => {
    write("program/clouds.yaml", CLOUDS);
    const settings = resolve({ ...OTC, SWR_TOKEN: "t", OS_PROJECT_NAME: "eu-de_other" }, { region: "eu-de" });
    assert.deepEqual(settings.credentials, { method: "token", token: "t" });
    assert.deepEqual([settings.region, settings.projectName], ["eu-de", "eu-de_other"]);
  });

  it("without OS_CLOUD no clouds.yaml is read", () => {
    write("program/clouds.yaml", "not: [yaml");
    assert.equal(resolve({ SWR_TOKEN: "t" }).region, undefined);
  });

  it("OS_CLOUD without a file is refused with the places that were searched", () => {
    const message = refusal(OTC);
    for (const place of [
      join(folder, "clouds.yaml"),
      join(home, ".config/openstack/clouds.yaml"),
      "/etc/openstack",
    ])
      assert.ok(message.includes(place), message);
  });

  it("a file that is no YAML is refused with its name and the line, and not quoted", () => {
    const file = write("program/clouds.yaml", "clouds:\n  demo: { password: s3cr3t\n");
    const message = refusal(OTC);
    assert.ok(message.startsWith(`${file} cannot be read`), message);
    assert.match(message, /line \d/);
    assert.doesNotMatch(message, /s3cr3t/);
  });

  const HCLOUD = JSON.stringify({
    current: "other",
    profiles: [
      { name: "other", mode: "AKSK", accessKeyId: "no", secretAccessKey: "no" },
      {
        name: "work",
        mode: "AKSK",
        accessKeyId: "AKFAKECI000000000000",
        secretAccessKey: "fake-secret-key-of-ci",
        securityToken: "",
        region: "cn-north-4",
        projectId: "de000000000000000000000000000001",
        domainId: "acc00000000000000000000000000001",
      },
    ],
  });

  for (const [path, more] of [
    [".hcloud/config.json", {}],
    ["elsewhere.json", { HW_SHARED_CONFIG_FILE: "elsewhere.json" }],
  ] as const)
    it(`HW_PROFILE, from ${path}`, () => {
      const file = write(path, HCLOUD);
      const settings = resolve({
        HW_PROFILE: "work",
        ...("HW_SHARED_CONFIG_FILE" in more ? { HW_SHARED_CONFIG_FILE: file } : {}),
      });
      assert.deepEqual(settings.credentials, {
        method: "key",
        accessKey: "AKFAKECI000000000000",
        secretKey: "fake-secret-key-of-ci",
        form: "Access",
      });
      assert.equal(settings.region, "cn-north-4");
      assert.equal(settings.projectId, "de000000000000000000000000000001");
      assert.equal(settings.domainId, "acc00000000000000000000000000001");
    });

  it("HW_PROFILE with an unknown profile is refused", () => {
    assert.match(
      refusal({ HW_PROFILE: "work" }),
      /^HW_PROFILE is work, but there is no .*\.hcloud\/config\.json: create it/,
    );
    write(".hcloud/config.json", HCLOUD);
    assert.match(
      refusal({ HW_PROFILE: "home" }),
      /^HW_PROFILE is home, which is not in .*: set it to one of other, work/,
    );
  });

  describe("reach the service", () => {
    let emulator: Emulator;
    before(async () => (emulator = await startEmulator()));
    after(() => emulator.stop());

    for (const cloud of ["demo", "keys"])
      it(`as the cloud ${cloud}`, async () => {
        emulator.reset();
        write("program/clouds.yaml", CLOUDS.replace("eu-nl_team", "eu-nl"));
        const settings = resolve({ ...OTC, OS_CLOUD: cloud, SWR_ENDPOINT: emulator.url });
        await createClients(settings, IMPATIENT)(settings.region).access.read(PLACE);
        assert.equal(emulator.requests().at(-1)?.user, "ci");
      });
  });
});
