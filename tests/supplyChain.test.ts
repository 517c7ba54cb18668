import assert from "node:assert/strict";
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

  it("nor does any package that comes with it, but for the one that Pulumi's SDK brings to every program", () => {
    const scripted = installed().filter(
      ({ isProduction, hasInstallScript }) => isProduction && hasInstallScript,
    );
    // By @grpc/grpc-js and @grpc/proto-loader; it warns of a wrong version, and nothing else.
    assert.deepEqual(names(scripted), ["protobufjs"]);
  });

  it("the lockfile fixes the content of every package, and names no registry", () => {
    const all = installed();
    assert.ok(all.length > 100);
    assert.deepEqual(names(all.filter(({ integrity }) => integrity?.startsWith("sha512-") !== true)), []);
    assert.deepEqual(names(all.filter(({ resolved }) => resolved !== undefined)), []);
  });

  it("every dependency of the package is in it", () => {
    const known = new Set(names(installed()));
    const wanted = [...Object.keys(pkg.dependencies), ...Object.keys(pkg.devDependencies)];
    assert.deepEqual(
      wanted.filter((name) => !known.has(name)),
      [],
    );
  });
});
