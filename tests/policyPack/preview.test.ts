import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { hasPulumi, pulumiCli } from "../../scripts/engines";
import { assertBuilt } from "../support/built";
import { DeclaredProject, of, ref, secretly } from "../support/program";
import { environmentOf, granted, PLACE } from "../support/stack";
import { COUNT, END, EXCLUSIVE, MANAGE, PUBLIC, TYPES } from "./support";

const EXAMPLE = resolve(__dirname, "../../examples/policy-pack");

/** The example's pack, compiled. Pulumi would check its types at each start, which `make lint` has done. */
function compiledPack(project: DeclaredProject): string {
  const folder = join(project.folder, "pack");
  mkdirSync(folder);
  cpSync(join(EXAMPLE, "package.json"), join(folder, "package.json"));
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const text = readFileSync(join(EXAMPLE, "index.ts"), "utf8");
  writeFileSync(join(folder, "index.js"), ts.transpileModule(text, { compilerOptions: options }).outputText);
  const yaml = readFileSync(join(EXAMPLE, "PulumiPolicy.yaml"), "utf8");
  const plain = "runtime:\n  name: nodejs\n  options:\n    typescript: false";
  writeFileSync(
    join(folder, "PulumiPolicy.yaml"),
    `${yaml.replace("runtime: nodejs", plain)}main: index.js\n`,
  );
  return folder;
}

const NEW = { organization: "team-a", repository: "web/new" };
const ENDING = { expiresAt: new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString() };
/** What the example's pack refuses. The repository of `inside` is created in the same run, so its number is not known yet. */
const REFUSED = {
  shop: of("Repository", { ...NEW, isPublic: true }),
  inside: of("RepositoryAccess", {
    organization: ref("shop", "organization"),
    repository: ref("shop", "repository"),
    users: [{ userName: "bob", permission: "Manage", ...ENDING }],
  }),
  everywhere: of("OrganizationAccess", {
    organization: "team-a",
    exclusive: false,
    users: [{ userName: "carol", permission: "Read" }],
  }),
  hidden: of("RepositoryAccess", {
    ...PLACE,
    users: secretly([{ userName: "dave", permission: "Read" }]),
  }),
};
const ALLOWED = {
  web: of("RepositoryAccess", {
    ...PLACE,
    users: [
      { userName: "alice", permission: "Manage", ...ENDING },
      { userName: "deployer", permission: "Write" },
    ],
  }),
};

// Without the CLI there is nothing that could load the pack, so this suite is left out, and the title of its only test says why.
describe("policies: the example's pack on the real CLI", () => {
  if (!hasPulumi()) {
    it("is left out: no pulumi is on PATH", () => undefined);
    return;
  }
  let emulator: Emulator;
  before(async () => {
    assertBuilt();
    emulator = await startEmulator();
  });
  beforeEach(() => {
    emulator.reset();
  });
  after(() => emulator.stop());

  async function inProject(
    host: keyof typeof TYPES,
    work: (project: DeclaredProject, pack: string) => Promise<void>,
  ): Promise<void> {
    const environment = environmentOf(emulator, "admin");
    const project = new DeclaredProject(pulumiCli, environment, { refresh: false, host });
    try {
      await work(project, compiledPack(project));
    } finally {
      project.remove();
    }
  }

  for (const host of ["dynamic", "plugin"] as const) {
    const type = TYPES[host];
    it(`${host}: a preview names every violation`, () =>
      inProject(host, async (project, pack) => {
        project.declare({ resources: REFUSED });
        // Of the plugin's resources Pulumi tells a policy no secrets, so there the setting has to.
        const showNames = host === "dynamic";
        project.write("settings.json", JSON.stringify({ [COUNT]: { maxUsers: 0 }, [END]: { showNames } }));
        const settings = ["--policy-pack-config", join(project.folder, "settings.json")];
        const { code, output } = await project.run("preview", "--policy-pack", pack, ...settings);
        assert.notEqual(code, 0, output);
        const found = [...output.matchAll(/\[mandatory\].* (swr-[a-z-]+) +\((\S+): (\w+)\)/g)];
        const expected = [
          `${PUBLIC} ${type("Repository")} shop`,
          `${MANAGE} ${type("RepositoryAccess")} inside`,
          `${COUNT} ${type("RepositoryAccess")} inside`,
          `${EXCLUSIVE} ${type("OrganizationAccess")} everywhere`,
          `${END} ${type("OrganizationAccess")} everywhere`,
          `${COUNT} ${type("OrganizationAccess")} everywhere`,
          `${END} ${type("RepositoryAccess")} hidden`,
          `${COUNT} ${type("RepositoryAccess")} hidden`,
        ];
        assert.deepEqual(found.map((it) => it.slice(1).join(" ")).sort(), expected.sort(), output);
        assert.match(
          output,
          /team-a\/web\/new: users: Manage is given to bob, and this policy allows it to only/,
        );
        assert.match(output, /hidden: users: access without an end for one user\. Set/);
        assert.doesNotMatch(output, /dave|can't run|advisory/);
      }));
  }

  it("an up writes nothing that is refused, and makes the rest as declared", () =>
    inProject("dynamic", async (project, pack) => {
      const up = () => project.run("up", "--policy-pack", pack);
      project.declare({ resources: { everywhere: REFUSED.everywhere } });
      const refused = await up();
      assert.notEqual(refused.code, 0, refused.output);
      const writes = emulator.requests().filter(({ method }) => method !== "GET");
      assert.deepEqual(writes, []);
      project.declare({ resources: ALLOWED });
      const { code, output } = await up();
      assert.equal(code, 0, output);
      assert.match(output, /✅ swr-access@v1\.0\.0/);
      assert.deepEqual(granted(emulator), ["alice=7", "deployer=3"]);
    }));
});
