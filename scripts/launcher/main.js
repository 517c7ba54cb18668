// The launcher runs this file, and this file runs plugin.cjs. To compile plugin.cjs takes longer than the rest of the start, so the
// code that V8 has compiled in the first run is kept beside it. Whoever may write there may also change plugin.cjs itself, so the
// kept code is as safe as plugin.cjs. Kept code of another Node.js or another plugin.cjs, or a damaged file, is made anew.
"use strict";
const { createHash } = require("node:crypto");
const { readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { wrap } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const FILE = join(__dirname, "plugin.cjs");
const KEPT = join(__dirname, "plugin.compiled");

// The line `#!…` is JavaScript only at the very beginning of a file, so it has to go before the code is wrapped.
const source = wrap(readFileSync(FILE, "utf8").replace(/^#!.*/, ""));

const sealOf = (compiled) =>
  createHash("sha256").update(`${process.version} ${process.arch} `).update(source).update(compiled).digest();
const SEAL = 32;

/** The kept code, if the file is whole and fits this Node.js and this plugin.cjs. */
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

/** Saves the compiled code. Called at the end of a run, when everything that a run needs has been compiled. */
function keep() {
  const own = `${KEPT}.${process.pid}`;
  try {
    const compiled = script.createCachedData();
    writeFileSync(own, Buffer.concat([sealOf(compiled), compiled]));
    // The file gets its name when it is whole, so that another process never reads half of it.
    renameSync(own, KEPT);
  } catch {
    // The folder is read-only or the disk is full. The next start then takes as long as this one.
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
