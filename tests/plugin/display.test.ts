import assert from "node:assert/strict";
import fc from "fast-check";
import { serve, type Received, type TestServer } from "../provider/support/server";
import { Log } from "../support/pluginLog";
import { InitFailed, PluginProcess, urnOf } from "../support/pluginProcess";
import { environmentOf, ID, PLACE } from "../support/stack";

const URN = urnOf("web");
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };

/** Characters that a terminal or Pulumi's display would obey. A line break is allowed, since a message may have several lines. */
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|<\{%/u;

const unit = fc.constantFrom(
  "<",
  "{",
  "%",
  "}",
  ">",
  "<{%",
  "<{%bogus%}>",
  "a",
  "\n",
  "\u001b[2K",
  "\u202e",
  "\0",
);
const hostile = fc.string({ unit, minLength: 1, maxLength: 10 });
/** The part of a text that a header can carry. */
const inHeader = (text: string): string => text.replaceAll(/[^\x20-\x7e]/gu, "").trim() || "r";

/** Every text in a value that an engine is given. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value instanceof InitFailed) return [value.message, ...value.reasons];
  if (value instanceof Error) return [value.message];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...textsIn(item)]);
}

describe("the plugin: texts that it gives to an engine to show", () => {
  let server: TestServer;
  let plugin: PluginProcess;
  let answer: (request: Received) => { status: number; headers?: Record<string, string>; body: unknown };
  const log = new Log();
  before(async () => {
    server = await serve((request, response) => {
      const { status, headers, body } = answer(request);
      response.writeHead(status, headers).end(JSON.stringify(body));
    });
    const environment = {
      ...environmentOf(server),
      SWR_ACCESS_KEY: "",
      SWR_SECRET_KEY: "",
      SWR_TOKEN: "fake-token-1",
    };
    const engine = await log.start();
    plugin = await PluginProcess.start({ ...environment, SWR_MAX_RETRIES: "0" }, engine);
    await plugin.handshake(engine, true);
  });
  after(async () => {
    await plugin.stop();
    await server.stop();
    log.stop();
  });

  /** All texts that these calls gave to the engine, also those of failures. */
  const handed = async (...calls: Promise<unknown>[]): Promise<string[]> => {
    const results = await Promise.allSettled(calls);
    return results.flatMap((it) => textsIn(it.status === "fulfilled" ? it.value : it.reason));
  };

  it("a server's texts are harmless in lines, errors, reasons and state", async () => {
    const grants = fc.array(fc.tuple(hostile, fc.constantFrom(1, 3, 7)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(grants, hostile, hostile, async (others, text, code) => {
        const entry = (user_id: string, user_name: string, auth: number): object => ({
          user_id,
          user_name,
          auth,
        });
        const others_auths = others.map(([name, auth], at) => entry(`${String(at)}${name}`, name, auth));
        const list = { id: 7, name: text, self_auth: entry(ID.ci, text, 7), others_auths };
        const headers = { "x-request-id": inHeader(text) };
        const refusal = { error_code: code, error_msg: text, request_id: text };
        answer = ({ method }) =>
          method === "GET" ? { status: 200, headers, body: list } : { status: 400, headers, body: refusal };
        log.lines = [];
        await plugin.configure({});
        const state = await plugin.read(URN, "team-a/web/app");
        const inputs = { ...PLACE, users: [ALICE], region: "eu-de", exclusive: true, takeOver: true };
        const known = { inputs, outputs: { ...state.outputs, managed: [] } };
        const texts = await handed(
          Promise.resolve([state.inputs, state.outputs]),
          plugin.check(URN, {}, { ...PLACE, users: [ALICE] }).then(({ failures }) => failures),
          plugin.diff(URN, state.id, known, inputs),
          plugin.create(URN, inputs),
          plugin.update(URN, state.id, known, inputs),
          plugin.invoke("swr:index:getRepositoryAccess", PLACE),
        );
        answer = () => ({ status: 404, headers, body: refusal });
        texts.push(
          ...(await handed(plugin.read(URN, "team-a/web/app"), plugin.delete(URN, state.id, state.outputs))),
        );
        for (const shown of [...texts, ...log.lines]) assert.doesNotMatch(shown, OBEYED);
        assert.ok(log.lines.length > 0, JSON.stringify(texts));
      }),
      { numRuns: 20 },
    );
  });

  it("a program's and its settings' texts are harmless where a failure quotes them", async () => {
    const list = { id: 7, name: "web/app", self_auth: { user_id: ID.ci, user_name: "ci", auth: 7 } };
    answer = ({ method }) => ({ status: method === "GET" ? 200 : 400, body: list });
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        await plugin.configure({});
        const users = [{ ...ALICE, permission: text }];
        const bad = { organization: text, repository: text, users, [text]: text };
        const config = { region: text, endpoint: text, maxRetries: text, [text]: text };
        const texts = await handed(
          plugin.check(URN, {}, bad).then(({ failures }) => failures),
          plugin.checkConfig(config).then(({ failures }) => failures),
          plugin.read(URN, text),
          plugin.invoke(text, {}),
          plugin.create(urnOf("web", text), {}),
        );
        const inputs = { ...PLACE, region: "eu-de", users: [{ ...ALICE, userName: text }], exclusive: true };
        const known = {
          inputs,
          outputs: { ...inputs, managed: [ID.alice], inheritedUsers: [], otherUsers: [] },
        };
        log.lines = [];
        texts.push(
          ...(await handed(plugin.create(URN, inputs), plugin.diff(URN, "team-a/web/app", known, inputs))),
        );
        assert.ok(log.lines.length > 0, JSON.stringify(texts));
        await plugin.configure({ endpoint: text });
        texts.push(...(await handed(plugin.read(URN, "team-a/web/app"))));
        assert.ok(texts.length > 8, JSON.stringify(texts));
        for (const shown of [...texts, ...log.lines]) assert.doesNotMatch(shown, OBEYED);
      }),
      { numRuns: 20 },
    );
  });
});
