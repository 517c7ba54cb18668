"use strict";
// One `up` of one resource in a process of its own, over the built package, as an engine drives it: reads a job from
// stdin, prints what an engine would keep. It is made to be killed.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const built = (path) => require(join(__dirname, "../../dist/provider", path));
const { createContext, createHooks } = built("hosts/hooks");
const { resolveSettings } = built("settings");
const { REGISTRY } = built("registry");

async function up({ id, state, inputs: olds, program }) {
  const settings = resolveSettings(() => undefined, process.env);
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / 100));
  const context = createContext(settings, () => undefined, wait);
  const hooks = createHooks(REGISTRY.RepositoryAccess, () => context);
  const { inputs, failures } = await hooks.check(olds, program);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  if (id === undefined) return { ...(await hooks.create(inputs)), inputs };
  const { changes } = await hooks.diff(id, state, inputs);
  return changes ? { id, state: await hooks.update(id, state, inputs), inputs } : { id, state, inputs: olds };
}

const job = JSON.parse(readFileSync(0, "utf8"));
up(job)
  .catch((error) => ({
    error: String(error),
    ...(error.properties === undefined ? {} : { id: error.id, state: error.properties }),
  }))
  .then((kept) => process.stdout.write(JSON.stringify(kept)));
