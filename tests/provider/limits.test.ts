import assert from "node:assert/strict";
import type { FunctionDescription } from "../../provider/description";
import { checkLimits, inWords } from "../../provider/limits";
import { UNKNOWN } from "../../provider/unknown";

const TAG = {
  name: "Tag",
  description: "A tag.",
  properties: {
    pattern: { type: "string", description: "Which.", minLength: 1 },
    code: { type: "string", description: "Its code.", minLength: 3, optional: true },
  },
} as const;
const DESCRIBED = {
  description: "A thing.",
  api: [],
  examples: [{ title: "One", program: {} }],
  oneOf: [["few", "days", "all"]],
  inputs: {
    end: { type: "string", description: "When it ends.", default: "never", moment: true },
    start: { type: "string", description: "When it starts.", optional: true, moment: true },
    few: { type: "integer", description: "How many.", min: 1, max: 10, optional: true },
    days: { type: "number", description: "How long.", min: 0.5, optional: true },
    all: { type: "boolean", description: "Whether all.", optional: true },
    most: { type: "integer", description: "The most.", max: 0, optional: true },
    tag: { object: TAG, description: "One.", optional: true },
    tags: { listOf: TAG, description: "Some.", optional: true },
  },
  outputs: {},
} as const satisfies FunctionDescription;

const said = (given: object): string[] =>
  checkLimits(DESCRIBED, given).map(({ property, reason }) => `${property}: ${reason}`);

describe("limits of a description", () => {
  const CASES: readonly (readonly [given: object, says: readonly string[]])[] = [
    [{ few: 1 }, []],
    [{ few: 10 }, []],
    [{ few: 0 }, ["few: 0 is out of range: give a number of 1 to 10"]],
    [{ few: 11 }, ["few: 11 is out of range: give a number of 1 to 10"]],
    [{ days: 0.5 }, []],
    [{ days: 0.4 }, ["days: 0.4 is out of range: give a number of 0.5 or more"]],
    [{ all: true, most: 1 }, ["most: 1 is out of range: give a number of 0 or less"]],
    [{ all: true, tag: { pattern: "" } }, ["tag.pattern: is empty: give at least 1 character"]],
    [
      { all: true, tags: [{ pattern: "a" }, { pattern: "b", code: "x" }] },
      ['tags[1].code: "x" is too short: give at least 3 characters'],
    ],
    [{ all: true, end: "never", start: "2026-12-31T18:00:00.000+01:00" }, []],
    [
      { all: true, end: "forever" },
      [
        'end: "forever" is not a date and time with a zone: write it like 2026-12-31T18:00:00Z, 2026-12-31T18:00:00+01:00 or never',
      ],
    ],
    [
      { all: true, start: "never" },
      [
        'start: "never" is not a date and time with a zone: write it like 2026-12-31T18:00:00Z or 2026-12-31T18:00:00+01:00',
      ],
    ],
    [{}, ["few: is missing: give few, days or all"]],
    [{ few: 1, all: false }, ["all: is given beside few: take one of them out"]],
    [{ days: 1, all: false }, ["all: is given beside days: take one of them out"]],
  ];
  for (const [given, says] of CASES)
    it(`${JSON.stringify(given)}: ${says.join() || "is right"}`, () => {
      assert.deepEqual(said(given), says);
    });

  it("values of another type are the schema's to refuse", () => {
    assert.deepEqual(said({ few: "0", tag: "none", tags: [7, null, { pattern: 7 }] }), []);
    assert.deepEqual(said({ all: 7, tags: {} }), []);
  });

  it("a value that is not known yet is right; beside another one, it may turn out to be left out", () => {
    assert.deepEqual(said({ few: 1, end: UNKNOWN }), []);
    assert.deepEqual(said({ few: UNKNOWN, tags: [{ pattern: UNKNOWN }, UNKNOWN] }), []);
    assert.deepEqual(said({ few: UNKNOWN, days: 1 }), []);
    assert.deepEqual(said({ few: 1, all: UNKNOWN }), []);
  });

  it("are said on every page", () => {
    const one = "Exactly one of few, days and all is given.";
    const words = Object.entries(inWords(DESCRIBED.inputs, DESCRIBED.oneOf)).map(
      ([name, { description }]) => [name, description],
    );
    assert.deepEqual(Object.fromEntries(words), {
      end: "When it ends. A date and time with a zone, such as 2026-12-31T18:00:00Z, or `never`.",
      start: "When it starts. A date and time with a zone, such as 2026-12-31T18:00:00Z.",
      few: `How many. 1 to 10. ${one}`,
      days: `How long. 0.5 or more. ${one}`,
      all: `Whether all. ${one}`,
      most: "The most. 0 or less.",
      tag: "One.",
      tags: "Some.",
    });
    const { pattern, code } = inWords(TAG.properties);
    assert.deepEqual(
      [pattern?.description, code?.description],
      ["Which. Not empty.", "Its code. At least 3 characters."],
    );
  });
});
