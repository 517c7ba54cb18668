// What the launcher runs: plugin.cjs, without compiling it anew each time, which takes longer than all the rest of the start. What
// V8 has compiled in the first run is kept beside it. Who may write there may change plugin.cjs itself, so that the kept code is
// as safe as that. Where it does not fit (another Node.js, another plugin.cjs, a damaged file), it is made again.
"use strict";
const { createHash } = require("node:crypto");
const { readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { wrap } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const FILE = join(__dirname, "plugin.cjs");
const KEPT = join(__dirname, "plugin.compiled");

// The line that names the interpreter is no JavaScript once it is not the first one.
const source = wrap(readFileSync(FILE, "utf8").replace(/^#!.*/, ""));

const sealOf = (compiled) =>
  createHash("sha256").update(`${process.version} ${process.arch} `).update(source).update(compiled).digest();
const SEAL = 32;

/** What was kept, if it is whole and fits. */
function kept() {
  try {
    const file = readFileSync(KEPT);
    const compiled = file.subarray(SEAL);
    return sealOf(compiled).equals(file.subarray(0, SEAL)) ? compiled : undefined;
  } catch {
    return undefined;
  }
}

const cachedData = kept();
const script = new Script(source, { filename: FILE, cachedData });
const isKept = cachedData !== undefined && script.cachedDataRejected !== true;

/** Keeps what was compiled, at the end of a run, when everything that a run needs was compiled. */
function keep() {
  const own = `${KEPT}.${process.pid}`;
  try {
    const compiled = script.createCachedData();
    writeFileSync(own, Buffer.concat([sealOf(compiled), compiled]));
    // Another process never sees half a file.
    renameSync(own, KEPT);
  } catch {
    // Nobody may write here, or the disk is full: the next start takes as long as this one.
    rmSync(own, { force: true });
  }
}

const plugin = { exports: {} };
script.runInThisContext()(plugin.exports, require, plugin, FILE, __dirname);
let isDone = isKept;
plugin.exports.main(() => {
  if (!isDone) keep();
  isDone = true;
});
