import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { preProcessFile } from "typescript";

const FOLDERS = ["cli", "policyPack", "provider", "sdk", "sandbox", "scripts", "tests/model"];

/** The files of this repository that a file imports, also those from which it only takes types. */
function importsOf(file: string): string[] {
  const { importedFiles } = preProcessFile(readFileSync(file, "utf8"), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => join(dirname(file), fileName))
    .map((path) => [`${path}.ts`, `${path}.tsx`, join(path, "index.ts")].find((it) => existsSync(it)))
    .filter((path) => path !== undefined);
}

/** Every circle of imports once, as the files in it. */
function circlesIn(arrows: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" → "));
    if (way.includes(file) || done.has(file)) return;
    for (const next of arrows.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of arrows.keys()) walk(file, []);
  return circles;
}

describe("imports", () => {
  it("form no circle", () => {
    const files = FOLDERS.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join(folder, name)),
    );
    const arrows = new Map(files.map((file) => [file, importsOf(file)]));
    assert.ok([...arrows.values()].flat().length > 500);
    assert.deepEqual(circlesIn(arrows), []);
  });
});
