"use strict";
// A dynamic provider whose cloud is the folder TOY_CLOUD, with a JSON file for each thing. It writes every call to calls.log.
// These inputs steer it: value, key (replaces), deleteFirst, fail (a list of "check", "create", "partial", …), note.
const fs = require("node:fs");
const path = require("node:path");

const file = (id) => path.join(process.env.TOY_CLOUD, `${id}.json`);
const note = (...words) => fs.appendFileSync(file("calls").replace(/json$/, "log"), `${words.join(" ")}\n`);
const plain = ({ __provider, ...rest }) => rest;
const canonical = (props) =>
  JSON.stringify(
    Object.entries(plain(props))
      .filter(([key]) => key !== "made")
      .sort(),
  );
const wait = (ms) => new Promise((done) => setTimeout(done, ms ?? 0));

function engineLog(severity, message) {
  const grpc = require("@grpc/grpc-js");
  const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
  const { LogRequest } = require("@pulumi/pulumi/proto/engine_pb");
  const client = new EngineClient(process.argv[2], grpc.credentials.createInsecure());
  const request = new LogRequest().setSeverity(severity).setMessage(message);
  return new Promise((done, failed) => client.log(request, (error) => (error ? failed(error) : done())));
}

function refuse(inputs, hook) {
  if (inputs.fail?.includes(hook)) throw new Error(`${hook} refused for ${inputs.name}`);
  if (!inputs.fail?.includes(`${hook}-partly`)) return;
  const error = new Error("partly");
  throw Object.assign(error, {
    id: inputs.name,
    properties: { ...inputs, made: "half" },
    reasons: ["first reason", "second reason"],
  });
}

let config;
module.exports = {
  async configure(request) {
    config = request.config;
    note("configure", process.pid, config.get("greeting") ?? "");
  },
  async check(olds, news) {
    note(
      "check",
      news.name,
      Object.keys(plain(olds)).length > 0 ? "known" : "new",
      JSON.stringify(news.value ?? null),
    );
    if (news.say) console.log(`said ${news.say}`);
    if (news.whisper) console.error(`whispered ${news.whisper}`);
    for (const [severity, message] of news.log ?? []) await engineLog(severity, message);
    if (news.config) note("config", config.get(news.config));
    const failures = (news.bad ?? []).map((reason, i) => ({ property: `bad[${i}].permission`, reason }));
    return { inputs: news, failures };
  },
  async diff(id, olds, news) {
    note("diff", id, canonical(olds) === canonical(news) ? "equal" : "different");
    refuse(news, "diff");
    const changes = news.undecided ? undefined : canonical(olds) !== canonical(news);
    return {
      changes,
      replaces: olds.key === news.key ? [] : ["key"],
      deleteBeforeReplace: news.deleteFirst === true,
    };
  },
  async create(inputs) {
    note("create", inputs.name);
    await wait(inputs.slow);
    refuse(inputs, "create");
    fs.writeFileSync(file(inputs.name), JSON.stringify(plain(inputs)));
    note("created", inputs.name);
    return { id: inputs.name, outs: { ...inputs, made: `made ${inputs.name}` } };
  },
  async update(id, olds, news) {
    note("update", id);
    refuse(news, "update");
    fs.writeFileSync(file(id), JSON.stringify(plain(news)));
    return { outs: { ...news, made: `made ${id} again` } };
  },
  async read(id, props) {
    note("read", id, Object.keys(plain(props)).length);
    if (!fs.existsSync(file(id))) return {};
    const inputs = JSON.parse(fs.readFileSync(file(id), "utf8"));
    return { id, props: { ...inputs, made: props.made ?? "found" }, inputs };
  },
  async delete(id, props) {
    note("delete", id);
    await wait(props.slow);
    refuse(props, "delete");
    fs.rmSync(file(id), { force: true });
    note("deleted", id);
  },
};
