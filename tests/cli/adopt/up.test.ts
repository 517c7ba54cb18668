import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { parse } from "yaml";
import { adopt } from "../../../cli/adopt/adopt";
import { filesOf } from "../../../cli/adopt/project";
import { type AdoptOptions, runAdopt } from "../../../cli/commands/adopt";
import { scan } from "../../../cli/live/scan";
import type { ResourceName } from "../../../provider/registry";
import { repositories as repositoriesOf } from "../../../provider/swr/repositories";
import { type Dialect, dialectValues, type Emulator, startEmulator } from "../../../sandbox/emulator";
import { offlineEngine, Project, pulumiCli, type Run } from "../../../scripts/engines";
import { GrpcProject } from "../../support/grpcEngine";
import { type Declared, of, type Options, ref, type ScenarioProject } from "../../support/program";
import { environmentOf, ID } from "../../support/stack";
import { sessionOn } from "../support";
import { type World, worlds } from "./worlds";

/** ADOPT_UPS: how many random organizations each program is tried on. */
const RUNS = Number(process.env["ADOPT_UPS"] ?? 1);
const isReal = process.env["SCENARIO_ENGINE"] === "pulumi";

/** The user who adopts, and the one who runs `up` afterwards. Both may be in any list. */
const [ADOPTER, OTHER] = ["ci", "admin"] as const;
const CALLERS = [ADOPTER, OTHER].map((name) => ({ id: ID[name], name }));

/** The switches that change what a cloud shows: the caller in its own lists, an organization's users, the order, names. */
const SHOWN = [
  ...(["caller-listed", "organization-users", "shown-level", "self-auth", "order", "duplicates"] as const),
  ...(["empty-list", "shown-names", "user-id-case"] as const),
];
const anyDialect = fc.record(
  Object.fromEntries(
    SHOWN.map((name) => [name, fc.constantFrom(...(dialectValues[name] as readonly unknown[]))]),
  ),
) as fc.Arbitrary<Partial<Dialect>>;
/**
 * Left out: a cloud that shows a lesser right to the caller than everybody else sees. There `up` refuses, and sends nothing
 * either.
 */
const dialects = anyDialect.filter(
  (dialect) => dialect["shown-level"] !== "higher" || dialect["self-auth"] !== "entry",
);

const caller = ({ id, name }: World["users"][number]) => {
  const { SWR_ACCESS_KEY: accessKey = "", SWR_SECRET_KEY: secretKey = "" } = environmentOf({ url: "" }, name);
  // The other user owns the organizations, and may not look up users in IAM.
  return { id, name, admin: name === ADOPTER, accessKey, secretKey };
};

/** An emulator that holds these organizations. */
async function emulatorOf(world: World, dialect: Partial<Dialect>): Promise<Emulator> {
  const emulator = await startEmulator({
    dialect,
    seed: {
      account: { id: "acc00000000000000000000000000001", name: "demo" },
      projects: [{ id: "de000000000000000000000000000001", name: "eu-de" }],
      users: world.users.map((user, at) => (at < CALLERS.length ? caller(user) : user)),
      organizations: world.organizations.map(({ name, repositories }) => ({
        name,
        creator: OTHER,
        repositories: repositories.map((it) => ({ name: it.name, isPublic: it.isPublic })),
      })),
    },
  });
  const { context } = sessionOn(emulator, OTHER);
  const api = context.swr(undefined).of(repositoriesOf);
  for (const { name: organization, grants, repositories } of world.organizations) {
    for (const [user, auth] of grants)
      emulator.grant({ organization, user: world.users[user]?.name ?? "", auth });
    for (const { name: repository, grants: own, ...attributes } of repositories) {
      for (const [user, auth] of own)
        emulator.grant({ organization, repository, user: world.users[user]?.name ?? "", auth });
      await api.update({ organization, repository }, attributes);
    }
  }
  emulator.clearRequests();
  return emulator;
}

/** Runs `adopt` and returns the program that it prints. */
async function adopted(emulator: Emulator, options: Partial<AdoptOptions>): Promise<string> {
  const printed: string[] = [];
  const lines: string[] = [];
  const all = { as: "access", language: "typescript", selection: {}, ...options } as const;
  const output = { print: (text: string) => printed.push(text), log: (line: string) => lines.push(line) };
  assert.equal(await runAdopt(sessionOn(emulator, ADOPTER).context, all, output), 0, lines.join("\n"));
  return printed.join("");
}

type Runnable = Pick<ScenarioProject, "setEnvironment" | "run" | "remove">;

/** A project with a program in TypeScript. The offline engine knows no `protect`, which no run here would meet. */
function typescriptProject(text: string): Runnable {
  const program = isReal ? text : text.replaceAll("{ protect: true }", "{}");
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return new Project(
    isReal ? pulumiCli : offlineEngine,
    {},
    {
      "Pulumi.yaml":
        "name: adopted\nruntime:\n  name: nodejs\n  options:\n    typescript: false\noptions:\n  refresh: always\n",
      "index.js": ts.transpileModule(program, { compilerOptions: options }).outputText,
    },
  );
}

interface YamlResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly options?: { readonly import?: string; readonly dependsOn?: readonly string[] };
}

/** The resources of a YAML program, as Pulumi's YAML runtime reads them. */
function declaredBy(text: string): Declared {
  const { variables, resources } = parse(text) as {
    variables: Readonly<Record<string, unknown>>;
    resources: Readonly<Record<string, YamlResource>>;
  };
  const value = (it: unknown): unknown => {
    if (Array.isArray(it)) return it.map(value);
    if (typeof it === "object" && it !== null)
      return Object.fromEntries(Object.entries(it).map(([key, inner]) => [key, value(inner)]));
    if (typeof it !== "string") return it;
    const [, name = "", output] = /^\$\{([^.}]+)(?:\.([^}]+))?\}$/.exec(it) ?? [];
    if (name === "") return it.replaceAll("$$", "$");
    return output === undefined ? value(variables[name]) : ref(name, output);
  };
  const entries = Object.entries(resources);
  const optionsOf = ({ options: { import: id, dependsOn = [] } = {} }: YamlResource): Options => ({
    ...(id === undefined ? {} : { import: id }),
    dependsOn: dependsOn.map((it) => it.slice(2, -1)),
  });
  return {
    resources: Object.fromEntries(
      entries.map(([name, { type, properties }]) => [
        name,
        of(type.replace("swr:", "") as ResourceName, value(properties) as object),
      ]),
    ),
    options: Object.fromEntries(entries.map(([name, resource]) => [name, optionsOf(resource)])),
  };
}

/** A project with a program in YAML: on the CLI as it is; without the CLI what it declares, with the plugin over gRPC. */
function yamlProject(text: string): Runnable {
  if (isReal) {
    const plugin = `plugins:\n  providers:\n    - name: swr\n      path: ${resolve(__dirname, "../../../plugin")}\n`;
    return new Project(pulumiCli, {}, { "Pulumi.yaml": text.replace(/^packages:\n.*\n/m, plugin) });
  }
  const project = new GrpcProject({}, { refreshesFirst: true });
  project.declare(declaredBy(text));
  return project;
}

async function expectNothingSent(
  emulator: Emulator,
  world: World,
  options: Partial<AdoptOptions>,
): Promise<void> {
  const text = await adopted(emulator, options);
  // The second scan gets its answers in another order where the dialect shuffles them.
  assert.equal(await adopted(emulator, options), text);
  const before = emulator.state();
  assert.equal(before.organizations.length, world.organizations.length);
  const project = options.language === "yaml" ? yamlProject(text) : typescriptProject(text);
  const check = ({ code, output }: Run): void => {
    assert.equal(code, 0, `${output}\n${text}`);
    assert.doesNotMatch(output, /will (grant|revoke|change)/);
    const writes = emulator.requests().filter(({ method }) => method !== "GET");
    assert.deepEqual(
      writes.map(({ method, path }) => `${method} ${path}`),
      [],
    );
    assert.deepEqual(emulator.state(), before);
  };
  try {
    project.setEnvironment(environmentOf(emulator, OTHER));
    check(await project.run("up"));
    check(await project.run("preview", "--expect-no-changes"));
    project.setEnvironment(environmentOf(emulator, ADOPTER));
    check(await project.run("preview", "--expect-no-changes"));
  } finally {
    project.remove();
  }
}

const CASES: readonly Partial<AdoptOptions>[] = [
  { language: "typescript", as: "access", all: true },
  { language: "typescript", as: "policy" },
  { language: "yaml", as: "access" },
  { language: "yaml", as: "policy", all: true },
];

/** Imports by the file that adopt writes. Without the CLI each resource is imported by itself. */
async function importAll(project: Runnable, imports: string): Promise<void> {
  if (project instanceof Project) {
    project.write("import.json", imports);
    const { code, output } = await project.run("import", "--file", join(project.folder, "import.json"));
    assert.equal(code, 0, output);
    return;
  }
  const { resources } = JSON.parse(imports) as { resources: { type: string; name: string; id: string }[] };
  for (const { type, name, id } of resources) {
    const { code, output } = await project.run("import", type, name, id);
    assert.equal(code, 0, output);
  }
}

describe("adopt, then up by another user", () => {
  CASES.forEach((options, at) => {
    const { language = "", as = "", all } = options;
    it(`sends nothing and leaves nothing to do: ${language}, ${as}${all === true ? ", all" : ""}`, () =>
      fc.assert(
        fc.asyncProperty(worlds({ callers: CALLERS, most: 4 }), dialects, async (world, dialect) => {
          const emulator = await emulatorOf(world, dialect);
          try {
            await expectNothingSent(emulator, world, options);
          } finally {
            await emulator.stop();
          }
        }),
        { seed: 20261126 + at, numRuns: RUNS, endOnFailure: true },
      )).timeout(RUNS * 120_000);
  });

  it("sends nothing after an import by the file that comes with the YAML", async () => {
    const emulator = await startEmulator({ dialect: { "caller-listed": true } });
    try {
      for (const user of [ADOPTER, OTHER, "bob"])
        emulator.grant({ organization: "team-b", repository: "tools", user, auth: 7 });
      const live = await scan(sessionOn(emulator, ADOPTER).context, { organizations: ["team-b"] });
      const program = adopt(live, { form: "policy", all: true, ignoreUsers: [] });
      const { "Pulumi.yaml": text = "", "import.json": imports = "" } = filesOf(program, "yaml", "x").program;
      const project = yamlProject(text);
      try {
        project.setEnvironment(environmentOf(emulator, OTHER));
        await importAll(project, imports);
        const { code, output } = await project.run("up");
        assert.equal(code, 0, output);
        assert.equal((await project.run("preview", "--expect-no-changes")).code, 0);
        assert.deepEqual(
          emulator.requests().filter(({ method }) => method !== "GET"),
          [],
        );
      } finally {
        project.remove();
      }
    } finally {
      await emulator.stop();
    }
  });
});
