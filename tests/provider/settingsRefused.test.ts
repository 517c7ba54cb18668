import assert from "node:assert/strict";
import { join } from "node:path";
import { SettingsError } from "../../provider/errors";
import { endpointsOf, resolveSettings } from "../../provider/settings";

type Values = Record<string, string>;
const SECRETS = {
  secretKey: "s3cr3t-key",
  token: "s3cr3t-token",
  securityToken: "s3cr3t-security",
  accessKey: "AKVALUE",
};

/** The sentence with which the settings are refused. */
function refusal(config: Values, environment: Values): string {
  try {
    const settings = resolveSettings((key) => config[key], environment);
    endpointsOf(settings, settings.region);
  } catch (thrown) {
    assert.ok(thrown instanceof SettingsError, String(thrown));
    return thrown.message;
  }
  return assert.fail("the settings were accepted");
}

const TOKEN = { SWR_TOKEN: SECRETS.token };

const PEM = "-----BEGIN SOMETHING-----";

/** For each case: the stack's settings, the environment, and the parts that the sentence has to name. */
const ROWS: Record<string, [Values, Values, string[]]> = {
  "no credentials": [
    { metadataEndpoint: "off" },
    {},
    ["swr:accessKey", "SWR_ACCESS_KEY", "swr:token", "HW_AUTH_TOKEN"],
  ],
  "a timeout that is no number": [
    { requestTimeout: "15s" },
    TOKEN,
    ["15s", "swr:requestTimeout", "SWR_REQUEST_TIMEOUT"],
  ],
  "a timeout of nothing": [{ requestTimeout: "0" }, TOKEN, ['"0"', "0.1 to 600", "swr:requestTimeout"]],
  "half a retry": [{ maxRetries: "1.5" }, TOKEN, ["1.5", "a whole number", "swr:maxRetries"]],
  "a budget below nothing": [
    {},
    { ...TOKEN, SWR_RETRY_BUDGET: "-1" },
    ["-1", "swr:retryBudget", "SWR_RETRY_BUDGET"],
  ],
  "no concurrency": [{}, { ...TOKEN, SWR_MAX_CONCURRENCY: "0" }, ["1 to 256", "swr:maxConcurrency"]],
  "half a pair, the access key only": [
    {},
    { HW_ACCESS_KEY: SECRETS.accessKey },
    ["HW_*", "swr:secretKey", "HW_SECRET_KEY"],
  ],
  "half a pair, the secret key only": [
    {},
    { OS_SECRET_KEY: SECRETS.secretKey },
    ["OS_*", "swr:accessKey", "OS_ACCESS_KEY"],
  ],
  "half a pair in the first family, a whole one in the second": [
    {},
    { HW_ACCESS_KEY: SECRETS.accessKey, OS_ACCESS_KEY: "x", OS_SECRET_KEY: SECRETS.secretKey },
    ["HW_*", "swr:secretKey", "HW_SECRET_KEY"],
  ],
  "one half here, the other there": [
    {},
    { SWR_ACCESS_KEY: SECRETS.accessKey, HW_SECRET_KEY: SECRETS.secretKey },
    ["SWR_*", "swr:secretKey", "SWR_SECRET_KEY"],
  ],
  "half a pair in the stack": [
    { secretKey: SECRETS.secretKey },
    {},
    ["stack", "swr:accessKey", "SWR_ACCESS_KEY"],
  ],
  "a token beside a key": [
    {},
    { SWR_TOKEN: SECRETS.token, SWR_ACCESS_KEY: "x", SWR_SECRET_KEY: SECRETS.secretKey },
    ["SWR_*", "swr:token", "SWR_TOKEN", "swr:accessKey", "SWR_ACCESS_KEY"],
  ],
  "a token beside a key in the stack": [
    { token: SECRETS.token, secretKey: SECRETS.secretKey },
    {},
    ["stack", "swr:token", "SWR_TOKEN", "swr:accessKey", "SWR_ACCESS_KEY"],
  ],
  "a password beside a key": [
    {},
    {
      OS_USERNAME: "ci",
      OS_PASSWORD: SECRETS.secretKey,
      OS_DOMAIN_NAME: "demo",
      OS_ACCESS_KEY: "x",
      OS_SECRET_KEY: SECRETS.secretKey,
    },
    ["OS_*", "swr:accessKey", "OS_ACCESS_KEY", "swr:password", "OS_PASSWORD"],
  ],
  "a password beside a token": [
    {},
    { HW_USER_NAME: "ci", HW_USER_PASSWORD: SECRETS.secretKey, HW_AUTH_TOKEN: SECRETS.token },
    ["HW_*", "swr:token", "HW_AUTH_TOKEN", "swr:password", "HW_USER_PASSWORD"],
  ],
  "a password without its user": [
    {},
    { SWR_PASSWORD: SECRETS.secretKey },
    ["SWR_*", "swr:userName", "SWR_USER_NAME"],
  ],
  "a user without its account": [
    {},
    { SWR_USER_NAME: "ci", SWR_PASSWORD: SECRETS.secretKey },
    ["ci", "swr:domainName", "SWR_DOMAIN_NAME"],
  ],
  "a user of one tool, a password of another": [
    {},
    { OS_USERNAME: "ci", HW_USER_PASSWORD: SECRETS.secretKey },
    ["HW_*", "swr:userName", "HW_USER_NAME"],
  ],
  "an agency without its account": [
    { agencyName: "operator" },
    TOKEN,
    ["operator", "swr:agencyDomainName", "SWR_AGENCY_DOMAIN_NAME", "HW_ASSUME_ROLE_DOMAIN_NAME"],
  ],
  "the account of no agency": [
    {},
    { ...TOKEN, SWR_AGENCY_DOMAIN_NAME: "demo" },
    ["swr:agencyName", "SWR_AGENCY_NAME"],
  ],
  "an unknown form of signature": [
    { signatureForm: "V4" },
    TOKEN,
    ["V4", "swr:signatureForm", "SWR_SIGNATURE_FORM", "Access, Credential"],
  ],
  "a client's certificate without its key": [
    {},
    { ...TOKEN, OS_CERT: PEM },
    ["OS_CERT", "swr:clientKey", "SWR_CLIENT_KEY"],
  ],
  "a client's key without its certificate": [
    {},
    { ...TOKEN, OS_KEY: PEM },
    ["OS_KEY", "swr:clientCertificate", "SWR_CLIENT_CERTIFICATE"],
  ],
  "a certificate file that is not there": [
    { caCertificate: "/nowhere/ca.pem" },
    TOKEN,
    ["/nowhere/ca.pem cannot be read", "swr:caCertificate", "OS_CACERT"],
  ],
  "a certificate file that holds none": [
    { caCertificate: join(__dirname, "../../schema.json") },
    TOKEN,
    ["holds no PEM", "swr:caCertificate", "OS_CACERT"],
  ],
  "a client's key that is neither PEM nor file": [
    { clientKey: SECRETS.secretKey, clientCertificate: PEM },
    TOKEN,
    ["cannot be read", "swr:clientKey", "OS_KEY"],
  ],
  "a metadata address that is none": [
    { metadataEndpoint: "here" },
    {},
    ["here", "swr:metadataEndpoint", "SWR_METADATA_ENDPOINT"],
  ],
  "allowPlainHttp that is neither true nor false": [
    { allowPlainHttp: "yes" },
    TOKEN,
    ["yes", "swr:allowPlainHttp", "SWR_ALLOW_PLAIN_HTTP"],
  ],
  "a region that is not known": [
    { region: "cn-north-99" },
    TOKEN,
    ["cn-north-99", "Huawei Cloud", "swr:endpoint", "SWR_ENDPOINT", "swr:iamEndpoint", "swr:region"],
  ],
  "a region of Huawei Cloud on Open Telekom Cloud": [
    { cloud: "otc", region: "cn-north-4" },
    TOKEN,
    ["cn-north-4", "Huawei Cloud", "swr:cloud", "SWR_CLOUD", "huaweicloud"],
  ],
  "the region of Open Telekom Cloud whose address is not published": [
    { cloud: "otc", region: "eu-ch2" },
    TOKEN,
    ["eu-ch2", "swr:endpoint", "SWR_ENDPOINT", "swr:iamEndpoint"],
  ],
  "a security token without its key": [
    {},
    { OS_SECURITY_TOKEN: SECRETS.securityToken },
    ["OS_*", "swr:accessKey", "OS_ACCESS_KEY", "secretKey"],
  ],
  "an unknown cloud": [{ cloud: "aws" }, TOKEN, ["aws", "swr:cloud", "SWR_CLOUD", "huaweicloud, otc"]],
  "a region of the other cloud": [{ region: "eu-de" }, TOKEN, ["eu-de", "swr:cloud", "SWR_CLOUD", "otc"]],
  "no region": [{}, TOKEN, ["swr:region", "SWR_REGION", "HW_REGION_NAME"]],
  "an endpoint without IAM's": [
    { endpoint: "https://swr.example.com" },
    TOKEN,
    ["swr:iamEndpoint", "SWR_IAM_ENDPOINT", "HW_AUTH_URL"],
  ],
  "plain http elsewhere": [
    { endpoint: "http://swr.example.com" },
    TOKEN,
    ["swr:endpoint", "SWR_ENDPOINT", "https://"],
  ],
  "plain http elsewhere, in capitals": [
    { endpoint: "HTTP://swr.example.com" },
    TOKEN,
    ["swr:endpoint", "SWR_ENDPOINT", "https://"],
  ],
  "plain http to a name that only looks like this machine": [
    { endpoint: "http://localhost.example.com" },
    TOKEN,
    ["swr:endpoint", "SWR_ENDPOINT", "https://"],
  ],
  "plain http to IAM": [
    { region: "cn-north-4" },
    { ...TOKEN, HW_AUTH_URL: "http://iam.example.com/v3" },
    ["swr:iamEndpoint", "SWR_IAM_ENDPOINT", "https://"],
  ],
  "an endpoint that is no address": [{ endpoint: "swr.example.com" }, TOKEN, ["swr:endpoint", "https://"]],
  "an endpoint of another protocol": [
    { endpoint: "ftp://swr.example.com" },
    TOKEN,
    ["swr:endpoint", "SWR_ENDPOINT", "https://"],
  ],
  "an endpoint that holds a password": [
    { endpoint: `https://user:${SECRETS.secretKey}@swr.example.com`, region: "cn-north-4" },
    TOKEN,
    ["swr:endpoint", "SWR_ENDPOINT", "swr:accessKey"],
  ],
  "an endpoint that holds a password, of another protocol": [
    { endpoint: `user:${SECRETS.secretKey}@swr.example.com`, region: "cn-north-4" },
    TOKEN,
    ["swr:endpoint", "SWR_ENDPOINT", "swr:accessKey"],
  ],
  "a malformed region": [
    { region: "eu-de.example.com/" },
    { SWR_ACCESS_KEY: "x", SWR_SECRET_KEY: SECRETS.secretKey },
    ["eu-de.example.com/", "swr:region", "SWR_REGION"],
  ],
  "ignoreUsers that is no list of texts": [
    { ignoreUsers: "[1]", region: "cn-north-4" },
    TOKEN,
    ["swr:ignoreUsers", "SWR_IGNORE_USERS"],
  ],
  "ignoreUsers that is no JSON": [
    { ignoreUsers: "[ci", region: "cn-north-4" },
    TOKEN,
    ["swr:ignoreUsers", "SWR_IGNORE_USERS"],
  ],
  ...Object.fromEntries(
    ["-1", "2.5", "1e3", "many", "9".repeat(20)].map((value) => [
      `maxRevokes ${value}`,
      [
        { region: "cn-north-4", maxRevokes: value },
        TOKEN,
        [value, "swr:maxRevokes", "SWR_MAX_REVOKES", "whole number"],
      ],
    ]),
  ),
  "liveDiff that is neither true nor false": [
    { region: "cn-north-4" },
    { ...TOKEN, SWR_LIVE_DIFF: "no" },
    ["no", "swr:liveDiff", "SWR_LIVE_DIFF"],
  ],
};

describe("settings refused", () => {
  for (const [name, [config, environment, named]] of Object.entries(ROWS)) {
    it(`${name}: names key, variable and remedy`, () => {
      const message = refusal(config, environment);
      for (const part of named) assert.ok(message.includes(part), `${part} is not in: ${message}`);
      assert.match(message, /swr:\w+.*\b[A-Z]+_[A-Z]+/);
      assert.match(message, /\b(set|keep)\b/);
    });

    it(`${name}: shows no secret`, () => {
      const message = refusal(config, environment);
      for (const secret of Object.values(SECRETS)) assert.ok(!message.includes(secret), message);
    });
  }
});
