import assert from "node:assert/strict";
import { Kind } from "../../../provider/lifecycle/kind";

const kind = new Kind({
  token: "swr:index:Thing",
  description: {
    description: "A thing.",
    place: ["name"],
    api: [],
    examples: [{ title: "One", program: {} }],
    inputs: {
      name: { type: "string", description: "Its name.", replaceOnChanges: true },
      end: { type: "string", description: "When it ends.", default: "forever", moment: true },
      tags: { listOf: "string", description: "Its tags.", default: [], unordered: true },
      steps: { listOf: "string", description: "Its steps.", default: [] },
    },
    outputs: {},
  },
  read: () => Promise.resolve({}),
  create: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});
const NOON = "2026-12-31T12:00:00Z";

describe("values at the server and in the program", () => {
  const CASES: readonly (readonly [input: string, one: unknown, other: unknown, isSame: boolean])[] = [
    ["end", NOON, "2026-12-31T12:00:00.000Z", true],
    ["end", NOON, "2026-12-31T13:00:00+01:00", true],
    ["end", NOON, "2026-12-31T12:00:00+01:00", false],
    ["end", "forever", "forever", true],
    ["end", "forever", NOON, false],
    ["end", "forever", "for ever", false],
    ["end", undefined, NOON, false],
    ["name", NOON, "2026-12-31T12:00:00.000Z", false],
    ["tags", ["a", "b"], ["b", "a"], true],
    ["tags", ["a", "b"], ["b", "b"], false],
    ["steps", ["a", "b"], ["b", "a"], false],
  ];
  for (const [input, one, other, isSame] of CASES)
    it(`${input}: ${JSON.stringify(one)} and ${JSON.stringify(other)} are ${isSame ? "the same" : "different"}`, () => {
      assert.equal(kind.isSame(input, one, other), isSame);
      assert.equal(kind.isSame(input, other, one), isSame);
    });
});
