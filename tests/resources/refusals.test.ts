/** Refusals of every resource, by the check or the server: wrong inputs, what exists already, missing rights, what is not empty. */
import assert from "node:assert/strict";
import type { Emulator } from "../../sandbox/emulator";
import { CheckFailed, textOf } from "./support/deployment";
import { invalidOf, operationsOf } from "./support/derived";
import type { Args, Filled, Refused } from "./support/life";
import { describeLives, fail, type Suite } from "./support/suite";

/** All organizations and repositories at the API but one object and what is in it. */
const without = (emulator: Emulator, subject: string): string[] =>
  emulator
    .state()
    .organizations.flatMap(({ name, repositories }) => [
      name,
      ...repositories.map((it0) => `${name}/${it0.name} ${it0.tags.join()}`.trim()),
    ])
    .filter((path) => path !== subject && !path.startsWith(`${subject}/`) && !path.startsWith(`${subject} `));

const rejects = (run: Promise<unknown>, says: RegExp): Promise<void> =>
  assert.rejects(run, (thrown) => says.test(textOf(thrown)) || fail(thrown));

function testExisting(suite: Suite, make: (others: Suite["others"]) => unknown): void {
  const { life, subject } = suite;
  const { program } = life;

  it("a create of what exists already is refused before anything is written", async () => {
    await make(suite.others);
    const before = suite.live();
    const says = `${subject} exists already, and a destroy would delete it: import it, or set adopt: true. If it is this resource's own and --replace asks for a new one: set the option deleteBeforeReplace, and add --refresh`;
    for (const work of ["preview", "up"] as const)
      await assert.rejects(suite.new()[work](program), (thrown) => {
        assert.ok(thrown instanceof CheckFailed, String(thrown));
        assert.deepEqual(thrown.failures, [{ property: lastOf(life.elsewhere), reason: says }]);
        return true;
      });
    assert.deepEqual(suite.writes(), []);
    assert.deepEqual(suite.live(), before);
  });

  it("what others make between check and create is refused, and left as it is", async () => {
    const it0 = suite.new();
    const stop = suite.emulator.onRequest(({ operation }) => {
      if (operation === operationsOf(life).read) {
        stop();
        void make(suite.others);
      }
    });
    // The delay lets the other client be first.
    const match = { operation: operationsOf(life).create, user: "ci" };
    suite.emulator.fault({ match, action: { delayMs: 300 } });
    await rejects(it0.up(program), / 409 /);
    assert.equal(it0.kept, undefined);
    assert.notEqual(suite.live(), undefined);
  });

  it("adopt: true takes it over, and a destroy deletes it", async () => {
    await make(suite.others);
    const before = suite.live();
    const it0 = suite.new();
    const adopting = { ...program, adopt: true };
    assert.equal(await it0.up(adopting), "create");
    assert.equal(suite.live()?.id, before?.id);
    assert.equal((await it0.preview(adopting)).step, "same");
    assert.equal((await it0.preview(program)).step, "update");
    await it0.destroy();
    assert.equal(suite.live(), undefined);
  });
}

/** The last name of a place. A failure about the whole place names this property. */
const lastOf = (names: object): string => Object.keys(names).at(-1) ?? "";

function testFilled(suite: Suite, { fill, says, lines }: Filled): void {
  it("what is not empty is not deleted: the error says what is inside, forceDestroy deletes it", async () => {
    const it0 = await suite.made();
    await fill(suite.others);
    await rejects(it0.destroy(), says);
    suite.isAsDeclared();

    assert.equal(await it0.up({ ...suite.life.program, forceDestroy: true }), "update");
    const others = without(suite.emulator, suite.id);
    await it0.destroy();
    for (const line of lines) assert.equal(it0.lines.split(line).length - 1, 1, it0.lines);
    assert.equal(suite.live(), undefined);
    assert.deepEqual(without(suite.emulator, suite.id), others, "nothing else was deleted");
  });
}

describeLives("refused", (suite) => {
  const { life } = suite;

  it("inputs that are missing, wrong or unknown are refused, each by its property, without a call", async () => {
    for (const { args, property, says } of invalidOf(life))
      await assert.rejects(suite.new().preview({ ...life.program, ...args } as Args), (thrown) => {
        const about = `${JSON.stringify(args)}: ${String(thrown)}`;
        assert.ok(thrown instanceof CheckFailed, about);
        assert.deepEqual(
          thrown.failures.map((failure) => failure.property),
          [property],
          about,
        );
        assert.match(thrown.failures[0]?.reason ?? "", says);
        return true;
      });
    assert.deepEqual(suite.calls(), []);
  });

  const created = async ({ given, user = "ci", args, says }: Refused): Promise<void> => {
    await given?.(suite.others);
    const it0 = suite.new();
    it0.user = user;
    await rejects(it0.up({ ...life.program, ...args }), says);
    assert.equal(it0.kept, undefined);
  };
  for (const refused of life.refusedCreates ?? [])
    it(`the server refuses to create it: ${refused.name}`, () => created(refused));

  const deleted = async ({ given, user = "ci", says }: Refused): Promise<void> => {
    const it0 = await suite.made();
    await given?.(suite.others);
    it0.user = user;
    await rejects(it0.destroy(), says);
    assert.notEqual(it0.kept, undefined);
    suite.isAsDeclared();
  };
  for (const refused of life.refusedDeletes ?? [])
    it(`the server refuses to delete it: ${refused.name}`, () => deleted(refused));

  if (life.exists !== undefined) testExisting(suite, life.exists);
  if (life.filled !== undefined) testFilled(suite, life.filled);
});
