import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addedTexts,
  createTextRedactor,
  type TextRedactor,
  textsOf,
} from "../../../provider/hosts/secretTexts";

const redacting = (...secrets: string[]): TextRedactor => {
  const redact = createTextRedactor();
  redact.add(secrets);
  return redact;
};

/** Secrets, a text, and the text as it is shown. */
const CASES: Readonly<Record<string, readonly [readonly string[], string, string]>> = {
  "a name": [["alice"], "alice has Manage, not declared", "[secret] has Manage, not declared"],
  "a short name": [["bob"], "granted Read to bob (request 1)", "granted Read to [secret] (request 1)"],
  "a short name at a sentence's end": [["bob"], "revoked Read from bob.", "revoked Read from [secret]."],
  "a short name is no part of a word": [
    ["ci"],
    "cannot decide: team-ci, ci.d",
    "cannot decide: team-ci, ci.d",
  ],
  "a short name in quotes": [["ci"], '"ci" is not a list', '"[secret]" is not a list'],
  "a name of letters that patterns use": [["a+(b"], "a+(b has Read", "[secret] has Read"],
  "a name that is part of a permission": [["Mana"], "Mana has Manage", "[secret] has Manage"],
  "a permission is no secret": [["Read", "Write"], "bob has Read", "bob has Read"],
  "a name that begins with a permission": [["Read-Only"], "Read-Only has Read", "[secret] has Read"],
  "a name with a permission in it": [
    ["Manage team"],
    "Manage team has Read; up will grant Manage",
    "[secret] has Read; up will grant Manage",
  ],
  nothing: [[""], "no user", "no user"],
  "as an address has it": [["al ice"], "GET /users?name=al%20ice", "GET /users?name=[secret]"],
};

describe("texts that a program declares as secret", () => {
  for (const [name, [secrets, text, expected]] of Object.entries(CASES))
    it(`are replaced in sentences: ${name}`, () => {
      assert.equal(redacting(...secrets)(text), expected);
    });

  it("are replaced, whatever they are: no name is left as a word, no permission is lost", () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,7}[A-Za-z0-9]$/);
    const permission = fc.constantFrom("Read", "Write", "Manage");
    fc.assert(
      fc.property(fc.array(name, { maxLength: 4 }), permission, permission, (names, from, to) => {
        fc.pre(!names.some((it) => ["Read", "Write", "Manage"].includes(it)));
        const redact = redacting(...names);
        for (const who of names) {
          const shown = redact(`${who} ${from} ${to}`);
          const [first = "", ...rest] = shown.split(" ");
          assert.ok(first.includes("[secret]") && first !== who, shown);
          assert.deepEqual(rest, [from, to], shown);
        }
      }),
    );
  });

  it("are replaced from the moment at which they become known", () => {
    const redact = redacting("alice");
    redact.add(["bob"]);
    redact.add(["alice", "carol"]);
    assert.equal(redact("alice bob carol dave"), "[secret] [secret] [secret] dave");
  });

  it("are all texts in a value but the words of the package schema", () => {
    const value = {
      users: [{ userName: "alice", permission: "Read", at: null, age: 7 }],
      on: true,
      by: ["x", ""],
    };
    assert.deepEqual(textsOf(value), ["alice", "x"]);
    assert.deepEqual(textsOf("04da6b54-80e4-46f7-96ec-b56ff0331ba9"), []);
  });

  it("include what a check adds to a secret item, and nothing else", () => {
    const given = {
      place: "p",
      users: [{ userName: "alice" }, { userName: "bob" }, { userName: "c", note: "n" }],
    };
    const checked = {
      place: "p",
      region: "r",
      users: [
        { userName: "alice", userId: "1" },
        { userName: "bob", userId: "2" },
        { userName: "c", note: "n", userId: "3" },
      ],
      __names: [{ userName: "alice", userId: "1" }],
      deeper: { lists: [{ userName: "alice", alias: "al" }] },
    };
    assert.deepEqual(addedTexts(checked, given, new Set(["alice", "c"])), ["1", "3", "1", "al"]);
    assert.deepEqual(addedTexts(checked, given, new Set(["p"])), []);
  });
});
