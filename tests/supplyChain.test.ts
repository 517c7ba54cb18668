import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { preProcessFile } from "typescript";
import pkg from "../package.json";
import { installed } from "../scripts/lockfile";

const names = (of: readonly { name: string }[]): string[] => of.map(({ name }) => name);

describe("what is installed", () => {
  it("this package runs nothing when it is installed", () => {
    const atInstall = /^(pre|post)?(install|prepare|uninstall)$|^(pre)?publish$|^dependencies$/;
    assert.deepEqual(
      Object.keys(pkg.scripts).filter((name) => atInstall.test(name)),
      [],
    );
  });

  it("no package that comes with it runs anything, but for one that Pulumi's SDK brings to every program", () => {
    const scripted = installed().filter(
      ({ isProduction, hasInstallScript }) => isProduction && hasInstallScript,
    );
    // protobufjs comes with @grpc/grpc-js and @grpc/proto-loader. Its script only warns of a wrong version.
    assert.deepEqual(names(scripted), ["protobufjs"]);
  });

  it("the lockfile fixes the content of every package, and names no registry", () => {
    const all = installed();
    assert.ok(all.length > 100);
    assert.deepEqual(names(all.filter(({ integrity }) => integrity?.startsWith("sha512-") !== true)), []);
    assert.deepEqual(names(all.filter(({ resolved }) => resolved !== undefined)), []);
  });

  it("the lockfile has every dependency of the package", () => {
    const known = new Set(names(installed()));
    const wanted = [...Object.keys(pkg.dependencies), ...Object.keys(pkg.devDependencies)];
    assert.deepEqual(
      wanted.filter((name) => !known.has(name)),
      [],
    );
  });

  it("the shipped code imports no other package, but for what the build bundles: the emulator's framework, the view of the report's page", () => {
    const asked = ["cli", "policyPack", "provider", "sdk", "sandbox/emulator"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => packagesIn(join(folder, file)).map((name) => `${join(folder, file)} ${name}`)),
    );
    assert.ok(asked.length > 20, asked.join());
    const given = [...Object.keys(pkg.dependencies), ...Object.keys(pkg.peerDependencies)];
    const lacking = asked.filter((it) => !given.some((name) => it.endsWith(` ${name}`)));
    const isView = (it: string): boolean => /^cli\/html\/app\/\w+\.ts preact$/.test(it);
    assert.deepEqual(
      lacking.filter((it) => !isView(it)),
      ["sandbox/emulator/framework.ts fastify"],
    );
    assert.deepEqual(
      names(installed().filter(({ name, isProduction }) => isProduction && /fastify|preact/.test(name))),
      [],
    );
  });
});

/** The packages that a source file imports, at its start or later, without this one. */
const packagesIn = (file: string): string[] =>
  preProcessFile(readFileSync(file, "utf8"), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith(".") && !isBuiltin(name))
    .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"))
    .filter((name) => name !== pkg.name);
