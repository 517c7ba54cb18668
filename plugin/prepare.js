// `npm install` in this folder, which `pulumi package add` runs, makes the plugin ready: it builds a checkout, and gives an
// unpacked package its dependencies. Nothing runs when the package itself is installed.
"use strict";
const { execSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { dependencies, peerDependencies } = require("../package.json");

const ROOT = resolve(__dirname, "..");
const PULUMI = "@pulumi/pulumi";

function isInstalled(name) {
  try {
    require.resolve(`${name}/package.json`, { paths: [ROOT] });
    return true;
  } catch (error) {
    // With this error the package is installed; its `exports` only hide package.json.
    return error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  }
}

function run(command) {
  console.error(`pulumi-resource-swr: ${command}`);
  // The CLI reads stdout, so what the command prints goes to stderr.
  execSync(command, { cwd: ROOT, stdio: ["ignore", 2, 2] });
}

const needed = [...Object.keys(dependencies), PULUMI];
const isBuilt = existsSync(join(ROOT, "dist/provider/hosts/plugin/main.js"));
if (!isBuilt) {
  if (![...needed, "typescript"].every(isInstalled)) run("npm ci --no-audit --no-fund");
  run("npm run build");
} else if (!needed.every(isInstalled)) {
  // Pulumi is also a development dependency, which `--omit=dev` leaves out unless `--save-prod` asks for it as another kind.
  const only = "--omit=dev --no-save --save-prod --no-package-lock --no-audit --no-fund";
  run(`npm install ${only} "${PULUMI}@${peerDependencies[PULUMI]}"`);
}
