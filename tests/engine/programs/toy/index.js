"use strict";
// Declares the resources listed in the file TOY_SPEC: { name: { opts?, get?, ...inputs } }.
// "ref:NAME" is the value of a resource above, "secret:TEXT" a secret, "config:KEY" a configuration value.
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const provider = `exports.handler = () => require(${JSON.stringify(require.resolve("./provider.js"))})`;

class Thing extends pulumi.CustomResource {
  constructor(name, inputs, opts) {
    const known = { __provider: provider, value: undefined, made: undefined, ...inputs };
    super("pulumi-nodejs:dynamic/toy:Thing", name, known, opts);
  }
}

const things = {};
const config = new pulumi.Config();
const special = {
  component: () => new pulumi.ComponentResource("toy:Group", "group"),
  provider: () => new pulumi.ProviderResource("aws", "mine", {}),
  foreign: () => new pulumi.CustomResource("aws:s3/bucket:Bucket", "bucket", {}),
  stackReference: () => new pulumi.StackReference("org/project/stack"),
  invoke: () => pulumi.runtime.invoke("aws:index:getRegion", {}),
  transform: () => pulumi.runtime.registerStackTransform((args) => args),
  hook: () => new pulumi.ResourceHook("hook", () => undefined),
  asset: () => new Thing("file", { content: new pulumi.asset.StringAsset("text") }),
  twice: () => [new Thing("same", { value: 1 }), new Thing("same", { value: 2 })],
  log: () => {
    pulumi.log.debug("a debug line");
    pulumi.log.info("an info line");
    pulumi.log.warn("a warning line");
    console.log("a console line");
  },
  leave: () => process.exit(0),
  kill: () => process.kill(process.pid, "SIGKILL"),
  hang: () => setInterval(() => undefined, 1000),
  throw: () => {
    throw new Error("thrown by the program");
  },
};

function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  }
  if (typeof value !== "string") return value;
  const [, kind, rest] = /^(ref|made|secret|config|dry):(.*)$/s.exec(value) ?? [];
  if (kind === "ref") return things[rest].value;
  if (kind === "made") return things[rest].made;
  if (kind === "secret") return pulumi.secret(rest);
  if (kind === "config") return config.require(rest);
  return value;
}

const spec = JSON.parse(fs.readFileSync(process.env.TOY_SPEC, "utf8"));
const { special: wanted, ...resources } = spec;
for (const [name, { opts = {}, get, below, ...inputs }] of Object.entries(resources)) {
  const dependsOn = (opts.dependsOn ?? []).map((other) => things[other]);
  const options = { ...opts, dependsOn, parent: things[below], ...(get && { id: get }) };
  things[name] = get ? new Thing(name, {}, options) : new Thing(name, resolve({ name, ...inputs }), options);
  exports[name] = things[name].value;
  exports[`${name}Made`] = things[name].made;
}
if (wanted) special[wanted]();
