import assert from "node:assert/strict";
import { endpointsOf, resolveSettings, type SettingKey, type Settings } from "../../provider/settings";
import schema from "../../schema.json";

type Values = Record<string, string>;
const resolve = (config: Values, environment: Values): Settings =>
  resolveSettings((key) => config[key], environment);

const VARIABLES = schema.config.variables;
const KEYS = Object.keys(VARIABLES) as SettingKey[];
const TOKEN = { SWR_TOKEN: "a-token" };

const BUDGETS = ["requestTimeout", "maxRetries", "retryBudget", "maxConcurrency"] as const;
type BudgetKey = (typeof BUDGETS)[number];
const isBudget = (key: SettingKey): key is BudgetKey => BUDGETS.some((it) => it === key);
/** Whether a setting is given in seconds, and so kept in milliseconds. */
const isTime = (key: BudgetKey): boolean => ["requestTimeout", "retryBudget"].includes(key);

const PEM = "-----BEGIN CERTIFICATE-----";
const KEY: Values = { accessKey: "ak", secretKey: "sk" };
const PASSWORD: Values = { userName: "u", password: "p", domainName: "d" };
const AGENCY: Values = { ...KEY, agencyName: "a", agencyDomainName: "d" };
const PLAIN = "http://swr.example.com";

/** Settings that another one needs beside it to be complete and to take effect. All others only need a token. */
const BESIDE: { [K in SettingKey]?: Values } = {
  token: {},
  accessKey: KEY,
  secretKey: KEY,
  securityToken: KEY,
  signatureForm: KEY,
  userName: PASSWORD,
  userId: { password: "p" },
  password: PASSWORD,
  domainName: PASSWORD,
  agencyName: AGENCY,
  agencyDomainName: AGENCY,
  agencyDomainId: AGENCY,
  metadataEndpoint: {},
  clientCertificate: { token: "t", clientKey: PEM },
  clientKey: { token: "t", clientCertificate: PEM },
  allowPlainHttp: { token: "t", endpoint: PLAIN },
};
const beside = (key: SettingKey): Values => {
  const { [key]: _own, ...rest } = BESIDE[key] ?? { token: "a-token" };
  return rest;
};
/** Settings that say who calls: the environment goes before the stack. For all others, which say where to call, the stack does. */
const WHO = KEYS.filter(
  (key) =>
    !["signatureForm", "metadataEndpoint", "clientCertificate", "clientKey", "allowPlainHttp"].includes(
      key,
    ) && key in BESIDE,
);
const WHERE = KEYS.filter((key) => !WHO.includes(key) && key !== "cloud" && key !== "allowPlainHttp");

/** A valid value for a setting, which shows whether it came from the stack or the environment. */
function sample(key: SettingKey, mark: "config" | "env"): string {
  const isConfig = mark === "config";
  if (isBudget(key)) return isConfig ? "3" : "7";
  if (key === "cloud") return "otc";
  if (key === "region") return isConfig ? "cn-north-4" : "cn-east-3";
  if (key === "signatureForm") return isConfig ? "Access" : "Credential";
  if (key === "liveDiff" || key === "trustListedNames") return String(!isConfig);
  if (key === "allowPlainHttp") return "true";
  if (key === "maxRevokes") return isConfig ? "0" : "12";
  if (/certificate|clientKey/i.test(key)) return `${PEM} ${mark}`;
  return key.toLowerCase().endsWith("endpoint") ? `https://${mark}.example.com` : `${key}-${mark}`;
}

/** The value of a resolved setting, as the text in which it was given. */
function resolved(settings: Settings, key: SettingKey): unknown {
  const { credentials, agency, tls, endpoint } = settings;
  const login = credentials.method === "password" ? credentials : undefined;
  const signed = credentials.method === "key" ? credentials : undefined;
  const elsewhere: { [K in SettingKey]?: unknown } = {
    token: credentials.method === "token" ? credentials.token : undefined,
    accessKey: signed?.accessKey,
    secretKey: signed?.secretKey,
    securityToken: signed?.securityToken,
    signatureForm: signed?.form,
    userName: login?.user.name,
    userId: login?.user.id,
    password: login?.password,
    domainName: login?.domain?.name,
    agencyName: agency?.name,
    agencyDomainName: agency?.domain.name,
    agencyDomainId: agency?.domain.id,
    metadataEndpoint: credentials.method === "metadata" ? credentials.endpoint : undefined,
    caCertificate: tls.ca,
    clientCertificate: tls.cert,
    clientKey: tls.key,
    allowPlainHttp: String(endpoint === PLAIN),
  };
  if (isBudget(key)) return String(settings.budgets[key] / (isTime(key) ? 1000 : 1));
  return key in elsewhere ? elsewhere[key] : String(settings[key as "region"]);
}

/** Settings as variables of one family (`HW_`, `OS_`), or as `SWR_` if the family has none for it. */
const asVariables = (values: Values, prefix: string): Values =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const names: readonly string[] = VARIABLES[key as SettingKey].defaultInfo.environment;
      return [names.find((name) => name.startsWith(prefix)) ?? names[0] ?? "", value];
    }),
  );

describe("settings: every variable of the package schema", () => {
  for (const key of KEYS)
    for (const variable of VARIABLES[key].defaultInfo.environment)
      it(`${variable} gives ${key}`, () => {
        const rest = asVariables(beside(key), variable.replace(/_.*/, "_"));
        const settings = resolve({}, { ...rest, [variable]: ` ${sample(key, "env")} ` });
        assert.equal(resolved(settings, key), sample(key, "env"));
      });

  for (const key of KEYS)
    it(`swr:${key} gives ${key}`, () => {
      const settings = resolve({ ...beside(key), [key]: sample(key, "config") }, {});
      assert.equal(resolved(settings, key), sample(key, "config"));
    });
});

describe("settings: where to call", () => {
  for (const key of WHERE)
    it(`the stack's ${key} goes before every variable`, () => {
      const environment = Object.fromEntries(
        VARIABLES[key].defaultInfo.environment.map((name) => [name, sample(key, "env")]),
      );
      const settings = resolve({ ...beside(key), [key]: sample(key, "config") }, environment);
      assert.equal(resolved(settings, key), sample(key, "config"));
    });

  for (const [cloud, order] of [
    ["huaweicloud", ["SWR_REGION", "HW_REGION_NAME", "OS_REGION_NAME", "OS_REGION"]],
    ["otc", ["SWR_REGION", "OS_REGION_NAME", "OS_REGION", "HW_REGION_NAME"]],
  ] as const)
    it(`on ${cloud} the variables are read in the order ${order.join(", ")}`, () => {
      order.forEach((first, at) => {
        const left = Object.fromEntries(
          order.slice(at).map((name) => [name, `of-${name.replace(/_/g, "-").toLowerCase()}`]),
        );
        const { region } = resolve({ cloud, endpoint: "https://swr.example.com" }, { ...TOKEN, ...left });
        assert.equal(region, `of-${first.replace(/_/g, "-").toLowerCase()}`);
      });
    });

  it("the stack's cloud goes before SWR_CLOUD", () => {
    assert.equal(resolve({ cloud: "huaweicloud" }, { ...TOKEN, SWR_CLOUD: "otc" }).cloud, "huaweicloud");
  });

  it("an empty value counts as not given", () => {
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

describe("settings: who calls", () => {
  const keys = (prefix: string, mark: string): Values => ({
    [`${prefix}ACCESS_KEY`]: `ak-${mark}`,
    [`${prefix}SECRET_KEY`]: `sk-${mark}`,
  });
  const accessKey = (settings: Settings): unknown => resolved(settings, "accessKey");

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

  it("the default form of signature depends on the cloud", () => {
    const form = (cloud: string): string | undefined => {
      const { credentials } = resolve({ cloud }, keys("SWR_", "x"));
      return credentials.method === "key" ? credentials.form : undefined;
    };
    assert.deepEqual([form("huaweicloud"), form("otc")], ["Access", "Credential"]);
  });

  it("a token in the first family of variables goes before a key in the second", () => {
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

  it("endpoints in the settings serve all regions", () => {
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
