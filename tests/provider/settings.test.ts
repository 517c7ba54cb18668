import assert from "node:assert/strict";
import { endpointsOf, resolveSettings, type SettingKey, type Settings } from "../../provider/settings";
import schema from "../../schema.json";

type Values = Record<string, string>;
const resolve = (config: Values, environment: Values): Settings =>
  resolveSettings((key) => config[key], environment);

const VARIABLES = schema.config.variables;
const KEYS = Object.keys(VARIABLES) as SettingKey[];
const WHO: readonly SettingKey[] = ["accessKey", "secretKey", "securityToken", "token"];
const WHERE = KEYS.filter((key) => !WHO.includes(key) && key !== "cloud");
const TOKEN = { SWR_TOKEN: "a-token" };

/** A value that fits the setting, marked by where it comes from. */
function sample(key: SettingKey, mark: string): string {
  if (key === "cloud") return "otc";
  if (key === "maxRevokes") return mark === "config" ? "0" : "12";
  if (key === "liveDiff") return String(mark !== "config");
  return key.toLowerCase().endsWith("endpoint") ? `https://${mark}.example.com` : `${key}-${mark}`;
}

/** What became of a setting, as the text it was given as. */
function resolved(settings: Settings, key: SettingKey): string | undefined {
  if (key === "ignoreUsers" || key === "liveDiff" || key === "cloud" || key === "maxRevokes")
    return String(settings[key]);
  const { credentials } = settings;
  if (key === "token") return credentials.method === "token" ? credentials.token : undefined;
  if (key === "accessKey" || key === "secretKey" || key === "securityToken")
    return credentials.method === "key" ? credentials[key] : undefined;
  return settings[key];
}

/** The rest of a method, so that the value under test is not half of one. */
function completed(key: SettingKey, prefix: string): Values {
  if (key === "token") return {};
  if (!WHO.includes(key)) return TOKEN;
  return { [`${prefix}ACCESS_KEY`]: "ak", [`${prefix}SECRET_KEY`]: "sk" };
}

describe("settings: every variable of the package schema", () => {
  for (const key of KEYS)
    for (const variable of VARIABLES[key].defaultInfo.environment)
      it(`${variable} gives ${key}`, () => {
        const prefix = variable.replace(/_.*/, "_");
        const settings = resolve({}, { ...completed(key, prefix), [variable]: ` ${sample(key, "env")} ` });
        assert.equal(resolved(settings, key), sample(key, "env"));
      });

  for (const key of KEYS)
    it(`swr:${key} gives ${key}`, () => {
      const pair = { accessKey: "ak", secretKey: "sk" };
      const rest = key === "token" ? {} : WHO.includes(key) ? pair : { token: "a-token" };
      const settings = resolve({ ...rest, [key]: sample(key, "config") }, {});
      assert.equal(resolved(settings, key), sample(key, "config"));
    });
});

describe("settings: where", () => {
  for (const key of WHERE)
    it(`the stack's ${key} goes before every variable`, () => {
      const environment = Object.fromEntries(
        VARIABLES[key].defaultInfo.environment.map((name) => [name, sample(key, "env")]),
      );
      const settings = resolve({ [key]: sample(key, "config") }, { ...TOKEN, ...environment });
      assert.equal(resolved(settings, key), sample(key, "config"));
    });

  for (const [cloud, order] of [
    ["huaweicloud", ["SWR_REGION", "HW_REGION_NAME", "OS_REGION_NAME", "OS_REGION"]],
    ["otc", ["SWR_REGION", "OS_REGION_NAME", "OS_REGION", "HW_REGION_NAME"]],
  ] as const)
    it(`on ${cloud} the variables are read in the order ${order.join(", ")}`, () => {
      order.forEach((first, at) => {
        const left = Object.fromEntries(order.slice(at).map((name) => [name, `of-${name}`]));
        assert.equal(resolve({ cloud }, { ...TOKEN, ...left }).region, `of-${first}`);
      });
    });

  it("the stack's cloud goes before SWR_CLOUD", () => {
    assert.equal(resolve({ cloud: "huaweicloud" }, { ...TOKEN, SWR_CLOUD: "otc" }).cloud, "huaweicloud");
  });

  it("an empty value is none", () => {
    const settings = resolve({ region: " " }, { ...TOKEN, SWR_REGION: "", HW_REGION_NAME: "cn-north-4" });
    assert.equal(settings.region, "cn-north-4");
  });

  for (const [given, list] of [
    ['["ci", "b0b"]', ["ci", "b0b"]],
    [" ci , b0b,, ", ["ci", "b0b"]],
    ["[]", []],
  ] as const)
    it(`ignoreUsers ${given} is ${String(list.length)} users`, () => {
      assert.deepEqual(resolve({ ...TOKEN, ignoreUsers: given, token: "t" }, {}).ignoreUsers, list);
    });

  it("addresses lose their trailing slash and the version that other tools put behind them", () => {
    for (const end of ["", "/", "/v3", "/v3/", "/v3.0", "/v2"])
      assert.equal(
        resolve({}, { ...TOKEN, OS_AUTH_URL: `https://iam.example.com${end}` }).iamEndpoint,
        "https://iam.example.com",
      );
  });
});

describe("settings: who", () => {
  const keys = (prefix: string, mark: string): Values => ({
    [`${prefix}ACCESS_KEY`]: `ak-${mark}`,
    [`${prefix}SECRET_KEY`]: `sk-${mark}`,
  });
  const accessKey = (settings: Settings): string | undefined => resolved(settings, "accessKey");

  for (const [cloud, order] of [
    ["huaweicloud", ["SWR_", "HW_", "OS_"]],
    ["otc", ["SWR_", "OS_", "HW_"]],
  ] as const)
    it(`on ${cloud}: ${order.join(", ")}, then the stack`, () => {
      const config = { cloud, accessKey: "ak-stack", secretKey: "sk-stack" };
      [...order, ""].forEach((first, at) => {
        const left = order.slice(at).map((prefix) => keys(prefix, prefix));
        const settings = resolve(config, Object.assign({}, ...left) as Values);
        assert.equal(accessKey(settings), first === "" ? "ak-stack" : `ak-${first}`);
      });
    });

  it("the form of the signature is the cloud's own", () => {
    const form = (cloud: string): string | undefined => {
      const { credentials } = resolve({ cloud }, keys("SWR_", "x"));
      return credentials.method === "key" ? credentials.form : undefined;
    };
    assert.deepEqual([form("huaweicloud"), form("otc")], ["Access", "Credential"]);
  });

  it("a token of the first family goes before a key of the second, whole", () => {
    const { credentials } = resolve({}, { HW_AUTH_TOKEN: "t", ...keys("OS_", "os") });
    assert.deepEqual(credentials, { method: "token", token: "t" });
  });

  it("a security token of another family is not added to a key", () => {
    const { credentials } = resolve({ securityToken: "x" }, { ...keys("HW_", "hw"), OS_SECURITY_TOKEN: "y" });
    assert.deepEqual(credentials, {
      method: "key",
      accessKey: "ak-hw",
      secretKey: "sk-hw",
      form: "Access",
    });
  });
});

describe("settings: endpoints", () => {
  const at = (config: Values, region?: string): { swr: string; iam: string } => {
    const settings = resolve(config, TOKEN);
    return endpointsOf(settings, region ?? settings.region);
  };

  it("of Huawei Cloud", () => {
    assert.deepEqual(at({ region: "cn-north-4" }), {
      swr: "https://swr-api.cn-north-4.myhuaweicloud.com",
      iam: "https://iam.cn-north-4.myhuaweicloud.com",
    });
  });

  it("of Huawei Cloud's European region, which has a domain of its own", () => {
    assert.equal(at({ region: "eu-west-101" }).swr, "https://swr-api.eu-west-101.myhuaweicloud.eu");
    assert.equal(at({ region: "eu-west-101" }).iam, "https://iam.myhuaweicloud.eu");
  });

  it("of Open Telekom Cloud", () => {
    assert.deepEqual(at({ cloud: "otc", region: "eu-de" }), {
      swr: "https://swr-api.eu-de.otc.t-systems.com",
      iam: "https://iam.eu-de.otc.t-systems.com",
    });
  });

  it("a resource's own region goes before the settings'", () => {
    assert.equal(
      at({ cloud: "otc", region: "eu-de" }, "eu-nl").swr,
      "https://swr-api.eu-nl.otc.t-systems.com",
    );
  });

  it("given ones serve all regions", () => {
    const given = { endpoint: "https://swr.example.com", iamEndpoint: "https://iam.example.com" };
    const expected = { swr: given.endpoint, iam: given.iamEndpoint };
    assert.deepEqual(at(given), expected);
    assert.deepEqual(at({ ...given, region: "eu-de", cloud: "otc" }, "eu-nl"), expected);
  });

  for (const endpoint of ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"])
    it(`${endpoint} serves IAM too`, () => {
      assert.deepEqual(at({ endpoint, region: "eu-de", cloud: "otc" }), { swr: endpoint, iam: endpoint });
    });

  for (const variable of ["HW_AUTH_URL", "OS_AUTH_URL"])
    it(`a leftover ${variable} does not send an emulator's calls to a real cloud`, () => {
      const endpoint = "http://127.0.0.1:8080";
      const settings = resolve(
        {},
        { ...TOKEN, SWR_ENDPOINT: endpoint, [variable]: "https://iam.example.com" },
      );
      assert.equal(endpointsOf(settings, undefined).iam, endpoint);
    });

  it("a remote endpoint leaves IAM to the region", () => {
    assert.equal(
      at({ endpoint: "https://swr.example.com", region: "eu-de", cloud: "otc" }).iam,
      "https://iam.eu-de.otc.t-systems.com",
    );
  });
});
