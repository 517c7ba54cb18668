import assert from "node:assert/strict";
import type { Description, Example } from "../../provider/description";
import { classText, indexText, typesText } from "../../scripts/made/classes";
import { python, typescript, yaml } from "../../scripts/made/examples";
import { packageSchema, type PackageSchema } from "../../scripts/made/schema";
import { typesOf } from "../../scripts/made/types";

const RULE = {
  name: "Rule",
  description: "What is kept.",
  properties: {
    days: { type: "integer", description: "For how long." },
    tag: { type: "string", description: "Which.", optional: true },
  },
} as const;

/** A resource whose objects are both given and shown. */
const POLICY = {
  description: "What is kept of a thing.",
  remarks: "The rest is deleted.",
  place: ["thing"],
  api: ["createPolicy"],
  examples: [{ title: "One rule", program: { keep: ["Policy", { thing: "a", rules: [{ days: 3 }] }] } }],
  inputs: {
    thing: { type: "string", description: "Which thing.", replaceOnChanges: true },
    policy: { type: "string", description: "What it is called.", optional: true },
    rules: { listOf: RULE, description: "What is kept." },
  },
  outputs: {
    last: { object: RULE, description: "The rule that met last.", optional: true },
    isOn: { type: "boolean", description: "Whether it works." },
  },
} as const satisfies Description;

const WITH_REFERENCES: Example = {
  title: "Two",
  program: {
    "my-team": ["Organization", { name: "team-c" }],
    web: ["Repository", { organization: "$my-team.name", repository: "web", isPublic: true }],
  },
  outputs: { creator: "$my-team.creatorName" },
};

describe("a program of an example", () => {
  it("in TypeScript names what it refers to, and nothing else", () => {
    assert.equal(
      typescript(WITH_REFERENCES, "pulumi-swr"),
      `import * as swr from "pulumi-swr";

const myTeam = new swr.Organization("my-team", {
    name: "team-c",
});
new swr.Repository("web", {
    organization: myTeam.name,
    repository: "web",
    isPublic: true,
});
export const creator = myTeam.creatorName;
`,
    );
  });

  it("in Python has Python's names and words", () => {
    assert.equal(
      python(WITH_REFERENCES),
      `import pulumi
import pulumi_swr as swr

my_team = swr.Organization("my-team",
    name="team-c")
swr.Repository("web",
    organization=my_team.name,
    repository="web",
    is_public=True)
pulumi.export("creator", my_team.creator_name)
`,
    );
  });

  it("in YAML refers by interpolation, and quotes what YAML 1.1 takes for something else than text", () => {
    const program = { it: ["Thing", { of: "$web.path", at: "2099-12-31T18:00:00Z", word: "no" }] } as const;
    assert.equal(
      yaml({ title: "Texts", program }),
      `resources:
  it:
    type: swr:index:Thing
    properties:
      of: \${web.path}
      at: "2099-12-31T18:00:00Z"
      word: "no"
`,
    );
  });

  it("breaks what is too wide for a line, and only that", () => {
    const names = Array.from({ length: 12 }, (_none, at) => `somebody-${String(at)}`);
    const program = { it: ["Thing", { names, few: ["a", "b"] }] } as const;
    const lines = typescript({ title: "Wide", program }, "pulumi-swr").split("\n");
    assert.deepEqual(lines.slice(3, 5), ["    names: [", '        "somebody-0",']);
    assert.ok(lines.includes('    few: ["a", "b"],'));
  });
});

describe("what is made of a description", () => {
  const all = { Policy: POLICY };
  const empty: PackageSchema = {
    config: { variables: {} },
    provider: {},
    resources: {},
    types: {},
    functions: {},
  };

  it("a type that programs give and are given has two forms", () => {
    const text = typesText(all);
    assert.match(
      text,
      /export interface RuleArgs \{[^}]*days: pulumi\.Input<number>;[^}]*tag\?: pulumi\.Input<string>;/,
    );
    assert.match(text, /export interface Rule \{[^}]*days: number;[^}]*tag\?: string;/);
    assert.match(indexText(all, ["getIt"]), /type GetItResult [^]*export type \{ Rule, RuleArgs \} from/);
  });

  it("a class says all, names its file, and tells texts that may repeat a secret from numbers", () => {
    const text = classText("Policy", POLICY, all, "provider/resources/policy.ts");
    assert.match(text, /^\/\/ Made by `make docs` from provider\/resources\/policy\.ts: change it there\.\n/);
    assert.match(
      text,
      /What is kept of a thing\. The rest is deleted\.[^]*from "pulumi-swr"[^]*API: createPolicy\./,
    );
    assert.match(text, /Which thing\. A change replaces the resource\.[^]*thing: pulumi\.Input<string>;/);
    assert.match(text, /rules: pulumi\.Input<pulumi\.Input<RuleArgs>\[\]>;/);
    assert.match(text, /declare readonly last: pulumi\.Output<Rule \| undefined>;/);
    assert.match(text, /repeating: \["last"\], others: \["isOn"\]/);
  });

  it("types of functions stay, types of resources that are gone do not, and no member is called as its class", () => {
    const types = {
      "swr:index:Old": {},
      "swr:index:Asked": { properties: { by: { $ref: "#/types/swr:index:Who" } } },
      "swr:index:Who": {},
    };
    const functions = { get: { outputs: { items: { $ref: "#/types/swr:index:Asked" } } } };
    const made = packageSchema<PackageSchema>({ ...empty, types, functions }, all);
    assert.deepEqual(Object.keys(made.types), ["swr:index:Rule", "swr:index:Asked", "swr:index:Who"]);
    const { inputProperties } = made.resources["swr:index:Policy"] as {
      inputProperties: Record<string, object>;
    };
    assert.deepEqual(inputProperties["policy"], {
      type: "string",
      description: "What it is called.",
      language: { csharp: { name: "PolicyName" } },
    });
  });

  it("two types of one name are refused", () => {
    const other = { ...RULE, description: "Something else." };
    const second = {
      ...POLICY,
      inputs: { ...POLICY.inputs, rules: { ...POLICY.inputs.rules, listOf: other } },
    };
    assert.throws(() => typesOf([POLICY, second]), /two types are named Rule: rename one/);
  });
});
