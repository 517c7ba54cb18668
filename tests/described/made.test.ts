import assert from "node:assert/strict";
import type { Description, Example, FunctionDescription } from "../../provider/description";
import { classText, indexText, typesText } from "../../scripts/made/classes";
import { python, typescript, yaml } from "../../scripts/made/examples";
import { functionText } from "../../scripts/made/functions";
import { allTypes, packageSchema, type PackageSchema } from "../../scripts/made/schema";

const RULE = {
  name: "Rule",
  description: "What is kept.",
  properties: {
    days: { type: "integer", description: "For how long." },
    tag: { type: "string", description: "Which.", optional: true },
  },
} as const;

/** A resource whose objects are inputs and outputs. */
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

/** A function with objects among its arguments, and others in its result. */
const SEARCH = {
  description: "What a rule would delete.",
  api: ["searchThings"],
  examples: [
    {
      title: "After three days",
      program: { old: ["searchThings", { rule: { days: 3 } }] },
      outputs: { count: "$old.count", tags: "$old.tags" },
    },
  ],
  inputs: {
    rule: { object: RULE, description: "Which rule." },
    limit: { type: "integer", description: "How many.", optional: true },
  },
  outputs: {
    count: { type: "integer", description: "How many." },
    tags: { listOf: { name: "Tag", description: "A tag.", properties: {} }, description: "Which." },
  },
} as const satisfies FunctionDescription;

const WITH_REFERENCES: Example = {
  title: "Two",
  program: {
    "my-team": ["Organization", { name: "team-c" }],
    web: ["Repository", { organization: "$my-team.name", repository: "web", isPublic: true }],
  },
  outputs: { creator: "$my-team.creatorName" },
};

describe("a program of an example", () => {
  it("in TypeScript keeps in variables only what it refers to", () => {
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

  it("in YAML refers by ${…}, and quotes texts that YAML 1.1 reads as something else", () => {
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

  it("breaks lines that are too wide, and only those", () => {
    const names = Array.from({ length: 12 }, (_none, at) => `somebody-${String(at)}`);
    const program = { it: ["Thing", { names, few: ["a", "b"] }] } as const;
    const lines = typescript({ title: "Wide", program }, "pulumi-swr").split("\n");
    assert.deepEqual(lines.slice(3, 5), ["    names: [", '        "somebody-0",']);
    assert.ok(lines.includes('    few: ["a", "b"],'));
  });
});

describe("a program that calls a function", () => {
  const [example] = SEARCH.examples;

  it("in TypeScript and Python calls the form for outputs", () => {
    assert.equal(
      typescript(example, "pulumi-swr"),
      `import * as swr from "pulumi-swr";

const old = swr.searchThingsOutput({ rule: { days: 3 } });
export const count = old.count;
export const tags = old.tags;
`,
    );
    assert.match(python(example), /^old = swr\.search_things_output\(rule=\{"days": 3\}\)$/m);
  });

  it("in YAML has the call among the variables, beside resources if there are any", () => {
    const team = ["Organization", { name: "team-c" }] as const;
    const program = { team, old: ["searchThings", { of: "$team.name" }] } as const;
    assert.equal(
      yaml({ title: "Both", program }),
      `resources:
  team:
    type: swr:index:Organization
    properties:
      name: team-c
variables:
  old:
    fn::invoke:
      function: swr:index:searchThings
      arguments:
        of: \${team.name}
`,
    );
  });
});

describe("what is made of a description", () => {
  const all = { resources: { Policy: POLICY }, functions: { searchThings: SEARCH } };
  const empty: PackageSchema = {
    config: { variables: {} },
    provider: {},
    resources: {},
    types: {},
    functions: {},
  };

  it("a type of both inputs and outputs has two forms", () => {
    const text = typesText(all);
    assert.match(
      text,
      /export interface RuleArgs \{[^}]*days: pulumi\.Input<number>;[^}]*tag\?: pulumi\.Input<string>;/,
    );
    assert.match(text, /export interface Rule \{[^}]*days: number;[^}]*tag\?: string;/);
    assert.match(
      indexText(all),
      /searchThings, searchThingsOutput[^]*searchThings";[^]*export type \{ Rule, RuleArgs, Tag \} from/,
    );
  });

  it("a function has a plain form and one for outputs of resources, and names its file", () => {
    const text = functionText("searchThings", SEARCH, all, "provider/functions/searchThings.ts");
    assert.match(
      text,
      /^\/\/ Made by `make docs` from provider\/functions\/searchThings\.ts: change it there\.\n/,
    );
    assert.match(text, /import type \{ Rule, RuleArgs, Tag \} from "\.\/types";/);
    assert.match(text, /interface SearchThingsArgs \{[^}]*rule: Rule;[^}]*limit\?: number;/);
    assert.match(
      text,
      /interface SearchThingsOutputArgs \{[^}]*rule: pulumi\.Input<RuleArgs>;[^}]*limit\?: pulumi\.Input<number>;/,
    );
    assert.match(text, /interface SearchThingsResult \{[^}]*count: number;[^}]*tags: Tag\[\];/);
    assert.match(text, /What a rule would delete\.[^]*await swr\.searchThings\([^]*API: searchThings\./);
    assert.match(text, /return ask\("searchThings", args\)[^]*return askOutput\("searchThings", args\)/);
  });

  it("a class has the whole description, names its file, and lists outputs that may repeat a secret", () => {
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

  it("the schema has what is described and nothing else, and in C# no member has its class's name", () => {
    const old = { "swr:index:Old": {} };
    const made = packageSchema<PackageSchema>({ ...empty, types: old, resources: old, functions: old }, all);
    assert.deepEqual(Object.keys(made.types), ["swr:index:Rule", "swr:index:Tag"]);
    assert.deepEqual(Object.keys(made.resources), ["swr:index:Policy"]);
    assert.deepEqual(Object.keys(made.functions), ["swr:index:searchThings"]);
    const { inputProperties } = made.resources["swr:index:Policy"] as {
      inputProperties: Record<string, object>;
    };
    assert.deepEqual(inputProperties["policy"], {
      type: "string",
      description: "What it is called.",
      language: { csharp: { name: "PolicyName" } },
    });
  });

  it("arguments and result of a function list what is required, if anything is", () => {
    const { inputs, outputs } = packageSchema<PackageSchema>(empty, all).functions[
      "swr:index:searchThings"
    ] as Record<string, { properties: object; required?: string[] }>;
    assert.deepEqual([inputs?.required, outputs?.required], [["rule"], ["count", "tags"]]);
    assert.deepEqual(inputs?.properties, {
      rule: { $ref: "#/types/swr:index:Rule", description: "Which rule." },
      limit: { type: "integer", description: "How many." },
    });
    const none = { ...SEARCH, inputs: {}, outputs: {} };
    const bare = packageSchema<PackageSchema>(empty, { resources: {}, functions: { none } });
    assert.deepEqual(bare.functions["swr:index:none"], {
      description: (bare.functions["swr:index:none"] as { description: string }).description,
      inputs: { type: "object", properties: {} },
      outputs: { type: "object", properties: {} },
    });
  });

  it("two types of one name are refused", () => {
    const other = { ...RULE, description: "Something else." };
    const second = {
      ...POLICY,
      inputs: { ...POLICY.inputs, rules: { ...POLICY.inputs.rules, listOf: other } },
    };
    const both = { ...all, resources: { Policy: POLICY, Second: second } };
    assert.throws(() => allTypes(both), /two types are named Rule: rename one/);
  });
});
