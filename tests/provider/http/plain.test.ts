import assert from "node:assert/strict";
import fc from "fast-check";
import { createContext, createHooks } from "../../../provider/hosts/hooks";
import { parseJson } from "../../../provider/http/errorBody";
import { plain } from "../../../provider/http/plain";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { ID, PLACE } from "../../support/stack";
import { failureOf, serve, stopServers } from "../support/server";

const FORGED = "bob\u001b[2K\r\nteam-a/web/app: granted Manage to alice\u202e\u009b31m\u2028";
const SHOWN = "bob\\u001b[2K\\u000d\\u000ateam-a/web/app: granted Manage to alice\\u202e\\u009b31m\\u2028";
/** Characters that a terminal or Pulumi's display would obey. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|<\{%/u;

describe("texts of a server", () => {
  afterEach(stopServers);

  it("characters that a terminal would obey are shown as escapes; all other characters stay", () => {
    assert.equal(plain(FORGED), SHOWN);
    assert.equal(plain("\u{e0041}\u200b"), "\\udb40\\udc41\\u200b");
    for (const text of ["Zoë", "用户", "a b/c$d", "😀", "\\u001b"]) assert.equal(plain(text), text);
  });

  it("a command to Pulumi's display is shown as an escape; other braces and percent signs stay", () => {
    assert.equal(plain("<{%bogus%}>"), "<\\u007b%bogus%}>");
    assert.equal(plain("aa<{% bb <{%fg 1%}>"), "aa<\\u007b% bb <\\u007b%fg 1%}>");
    for (const text of ['{"a":1}', "100%", "<{x}>", "a{%b", "%}>", "</p>"]) assert.equal(plain(text), text);
  });

  it("however such texts are joined, nothing in them is obeyed, and each can be read back", () => {
    const unit = fc.constantFrom(
      ...Array.from("<{%}>"),
      "<{%",
      "%}>",
      "fg 1",
      "a",
      "\n",
      "\u001b",
      "\u200b",
      "\0",
    );
    const text = fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit: "binary", maxLength: 8 }));
    const read = (shown: string): string => JSON.parse(`"${shown.replaceAll('"', '\\"')}"`) as string;
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
        assert.doesNotMatch(texts.map(plain).join(""), OBEYED);
        for (const each of texts) if (!each.includes("\\")) assert.equal(read(plain(each)), each);
      }),
      { numRuns: 5_000 },
    );
  });

  it("each text of an answer is made safe, wherever in the answer it stands and however it is written", () => {
    const unit = fc.constantFrom(...Array.from('<{%}> a"\\/'), "\n", "\u001b", "\u202e", "\u009b", "é");
    const text = fc.oneof(
      fc.string({ unit, maxLength: 6 }),
      fc.constantFrom("{", "{%fg 1%}", "<{", "{x", "a{%"),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "{%", "<"), tie("tree"), { maxKeys: 3 }),
      ),
    }));
    const safe = (value: unknown): unknown => {
      if (typeof value === "string") return plain(value);
      if (Array.isArray(value)) return value.map(safe);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, safe(item)]));
    };
    /** JSON as other servers write it: everything but ASCII is escaped. */
    const escaped = (body: string): string =>
      body.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
    const writers = [
      (value: unknown) => JSON.stringify(value),
      (value: unknown) => JSON.stringify(value, undefined, 1),
      (value: unknown) => escaped(JSON.stringify(value)),
    ];
    fc.assert(
      fc.property(tree, (value) => {
        for (const write of writers) assert.deepEqual(parseJson(write(value)), safe(value));
      }),
      { numRuns: 3_000 },
    );
  });

  it("a name forges no line and colours nothing, and the state has it as it is shown", async () => {
    const user = (user_id: string, user_name: string, auth: number): object => ({ user_id, user_name, auth });
    const { url } = await serve(({ method }, response) => {
      const others = [user("0bad", FORGED, 7)];
      const answer = { id: 7, name: "web/app", self_auth: user(ID.ci, "ci", 7), others_auths: others };
      const refusal = { error_code: "SVCSTG.SWR.4001066", error_msg: FORGED };
      response.writeHead(method === "GET" ? 200 : 400, { "x-request-id": "r\u009b31m" });
      response.end(JSON.stringify(method === "GET" ? answer : refusal));
    });
    const settings = resolveSettings(() => undefined, {
      ...{ SWR_ENDPOINT: url, SWR_REGION: "eu-de", SWR_CLOUD: "otc", SWR_TOKEN: "fake-token" },
    });
    const lines: string[] = [];
    const sleep = (): Promise<void> => Promise.resolve();
    const context = createContext(settings, (line) => lines.push(line), { sleep });
    const hooks = createHooks(REGISTRY.RepositoryAccess, () => context);
    const alice = { userId: ID.alice, userName: "alice", permission: "Read" };
    const inputs = { ...PLACE, users: [alice], exclusive: true, takeOver: false, region: "eu-de" };

    const { state = {} } = (await hooks.read("team-a/web/app", undefined)) ?? {};
    const { failures } = await hooks.check(undefined, inputs);
    await hooks.diff("team-a/web/app", { ...state, managed: [] }, { ...inputs, takeOver: true });
    const error = await failureOf(hooks.create({ ...inputs, takeOver: true }));

    assert.ok(failures[0]?.reason.includes(SHOWN));
    assert.ok(JSON.stringify(state).includes(JSON.stringify(SHOWN).slice(1, -1)));
    assert.ok(lines.some((line) => line.includes(`${SHOWN} has Manage, not declared; up will revoke it`)));
    assert.ok(error.message.includes(`400 SVCSTG.SWR.4001066 ${SHOWN}`));
    for (const text of [...failures.map(({ reason }) => reason), ...lines, ...error.message.split("\n")])
      assert.doesNotMatch(text, OBEYED);
  });
});
