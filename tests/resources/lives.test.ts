/** Runs every resource's life, without knowing any resource: create, edits, drift, deleted by others, import, destroy. */
import assert from "node:assert/strict";
import { REGISTRY } from "../../provider/registry";
import { UNKNOWN } from "../../provider/unknown";
import { environmentOf } from "../support/stack";
import { fileOf, LIVES, nameOf } from "./lives";
import { textOf } from "./support/deployment";
import { changeable, descriptionOf, driftsOf, editsOf, has, laidOver, operationsOf } from "./support/derived";
import type { Drift, Edit, Value } from "./support/life";
import { describeLives, fail, type Suite } from "./support/suite";

for (const name of Object.keys(REGISTRY))
  it(`${name} has a life`, () => {
    const isThere = LIVES.some(({ resource }) => resource === name);
    assert.ok(isThere, `write the life of ${name}: ${fileOf(name)} exports it as ${nameOf(name)}`);
  });

for (const life of LIVES)
  it(`the life of ${life.resource} has all that its description asks for`, () => {
    const { place, inputs, api } = descriptionOf(life);
    const { create, read, delete: remove } = operationsOf(life);
    const isNamed = [create, read, remove].every((operation) => operation !== "");
    assert.ok(isNamed, `api: one that begins with create, show or list, and delete each, not ${api.join()}`);
    assert.deepEqual(
      Object.keys(life.elsewhere).sort(),
      [...place].sort(),
      "elsewhere: a value for each name",
    );
    assert.equal(life.exists !== undefined, has(life, "adopt"), "exists: what adopt takes over");
    assert.equal(life.filled !== undefined, has(life, "forceDestroy"), "filled: what forceDestroy deletes");
    const isInPlace = (name: string): boolean =>
      inputs[name]?.local !== true && inputs[name]?.replaceOnChanges !== true;
    const inPlace = operationsOf(life).update === undefined ? [] : Object.keys(inputs).filter(isInPlace);
    assert.deepEqual(
      Object.keys(life.changes ?? {}).sort(),
      inPlace.sort(),
      "changes: each that update changes",
    );
    const drifting = new Set(driftsOf(life).flatMap(({ name, args }) => [name, ...Object.keys(args ?? {})]));
    assert.deepEqual(
      inPlace.filter((name) => !drifting.has(name)),
      [],
      "set, or drifts: each that others change",
    );
  });

/** Checks a drift: the preview says it once, up repairs it, and the next preview says nothing. */
async function drifts(suite: Suite, { act, args = {}, line }: Drift): Promise<void> {
  const program = laidOver(suite.life.program, args);
  const it0 = await suite.made(program);
  for (const refresh of [false, true]) {
    await act(suite.others);
    assert.equal((await it0.preview(program)).step, "update");
    assert.equal(it0.lines.split(line).length - 1, 1, it0.lines);
    assert.equal(await it0.up(program, { refresh }), "update");
    suite.isAsDeclared(program);
    assert.equal((await it0.preview(program)).step, "same");
    assert.equal(it0.lines, "");
  }
}

/** Checks an edit of the program: it sends the writes that it needs, and no more. */
async function edits(suite: Suite, { args, replaces = [], writes }: Edit): Promise<void> {
  const it0 = await suite.made();
  const first = suite.live();
  const program = laidOver(suite.life.program, args);
  const isChanged = writes.length > 0 || Object.keys(args).some((name) => name !== "region");
  const step = replaces.length > 0 ? "replace" : isChanged ? "update" : "same";
  assert.deepEqual(await it0.preview(program), { step, replaces });
  assert.deepEqual(suite.writes(), []);

  assert.equal(await it0.up(program), step);
  assert.deepEqual(suite.writes(), writes);
  suite.isAsDeclared(program);
  for (const [name, value] of Object.entries(program)) assert.deepEqual(it0.kept?.state[name], value, name);
  const isNew = writes.includes(operationsOf(suite.life).create);
  assert.equal(suite.live(program)?.id === first?.id, !isNew, "the same object");
  const isMoved = descriptionOf(suite.life).place.some((name) => name in args);
  if (isMoved) assert.equal(suite.live(), undefined, "the old one is gone");
  assert.equal((await it0.preview(program)).step, "same");
  await it0.destroy();
  assert.equal(suite.live(program), undefined);
}

/** A property is taken out of the program: one with a default gets that, another one stays as it is. */
async function leavesOut(suite: Suite, name: string, ours: Value): Promise<void> {
  const { life } = suite;
  const input = descriptionOf(life).inputs[name];
  const byDefault = input !== undefined && "default" in input ? input.default : undefined;
  const it0 = await suite.made({ ...life.program, [name]: ours });
  assert.equal((await it0.preview(life.program)).step, "update");
  assert.equal(await it0.up(life.program), "update");
  assert.deepEqual(suite.writes(), byDefault === undefined ? [] : [operationsOf(life).update]);
  assert.deepEqual(suite.live()?.[name], byDefault ?? ours);
  assert.equal((await it0.preview(life.program)).step, "same");
}

/** Neither the program nor the server changes anything by another order. */
async function reorders(suite: Suite, name: string, ours: readonly Value[]): Promise<void> {
  const { life } = suite;
  assert.ok(ours.length > 1, `changes: two items of ${name}, so that they have an order`);
  const program = { ...life.program, [name]: ours };
  const it0 = await suite.made(program);
  const reversed = { ...program, [name]: [...ours].reverse() };
  assert.equal((await it0.preview(reversed)).step, "same");
  await life.set?.(suite.others, { [name]: [...ours].reverse() });
  assert.notDeepEqual(suite.live()?.[name], ours);
  assert.equal(await it0.up(program), "same");
  assert.equal(await it0.up(program, { refresh: true }), "same");
  assert.deepEqual([it0.lines, suite.writes()], ["", []]);
}

/** The same moment in another zone changes nothing, whichever spelling the server shows. */
async function movesZone(suite: Suite, name: string, ours: Value): Promise<void> {
  assert.ok(typeof ours === "string" && ours.endsWith("Z"), `changes: a date of ${name} in UTC`);
  const east = new Date(Date.parse(ours) + 3_600_000).toISOString().replace("Z", "+01:00");
  const it0 = await suite.made({ ...suite.life.program, [name]: east });
  assert.equal(new Date(suite.live()?.[name] as string).getTime(), Date.parse(ours));
  for (const spelling of [east, ours]) {
    const program = { ...suite.life.program, [name]: spelling };
    assert.equal(await it0.up(program), "same");
    assert.equal(await it0.up(program, { refresh: true }), "same");
  }
  assert.deepEqual([it0.lines, suite.writes()], ["", []]);
}

describeLives("life", (suite) => {
  const { life, subject, id } = suite;
  const { program } = life;
  const { create, read, delete: remove, list } = operationsOf(life);
  const look = [...(list === undefined ? [] : [list]), read];
  // A list is read before what it grants is revoked: others may write to it, too.
  const again = life.list === undefined ? [] : [read];

  it("create, unchanged up, refresh, import and destroy send only the calls that are needed", async () => {
    const it0 = suite.new();
    assert.equal((await it0.preview(program)).step, "create");
    assert.deepEqual(suite.calls(), look);
    assert.equal(await it0.up(program), "create");
    assert.deepEqual(suite.calls(), [...look, create, read]);
    assert.equal(it0.kept?.id, id);
    assert.equal(it0.kept.state["region"], "eu-de");
    suite.isAsDeclared();

    assert.equal(await it0.up(program), "same");
    assert.deepEqual(suite.calls(), look);
    assert.equal(await it0.up(program, { refresh: true }), "same");
    const before = it0.kept;
    await it0.refresh();
    assert.deepEqual(it0.kept, before);

    const other = suite.new();
    await other.import(id);
    const found = laidOver(program, life.list?.imported ?? {});
    assert.equal((await other.preview(found)).step, "same");
    const isShown = ([name]: [string, unknown]): boolean => life.list?.ofWrites.includes(name) !== true;
    const shown = (state: object): object => Object.fromEntries(Object.entries(state).filter(isShown));
    assert.deepEqual(
      shown(other.kept?.state ?? {}),
      shown({ ...before.state, ...(life.list?.imported ?? {}) }),
    );

    suite.calls();
    await it0.destroy();
    assert.deepEqual(suite.calls(), [...again, remove]);
    assert.equal(suite.live(), undefined);
    it0.kept = before;
    await it0.destroy();
  });

  const { exists: createAgain } = life;
  if (createAgain !== undefined)
    it("a destroy deletes the object, although others have deleted it and created it again", async () => {
      const it0 = await suite.made();
      await life.gone(suite.others);
      await createAgain(suite.others);
      assert.notEqual(suite.live(), undefined);
      await it0.destroy();
      assert.equal(suite.live(), undefined);
    });

  it("an import refuses the id of an object that does not exist, and a malformed id", async () => {
    for (const [wrong, says] of [
      [`${id}-gone`, /^".*-gone" does not exist\. An id is /],
      ["", /^"" is not an id: it is /],
    ] as const)
      await assert.rejects(suite.new().import(wrong), (thrown) => says.test(textOf(thrown)) || fail(thrown));
  });

  for (const edit of editsOf(life)) it(`edit of ${edit.name}`, () => edits(suite, edit));

  const { inputs, oneOf = [] } = descriptionOf(life);
  for (const [name, [ours]] of Object.entries(life.changes ?? {})) {
    const input = inputs[name];
    const mayGo = input?.optional === true || (input !== undefined && "default" in input);
    if (mayGo && !oneOf.flat().includes(name))
      it(`${name} is taken out of the program`, () => leavesOut(suite, name, ours));
    if (input !== undefined && "unordered" in input)
      it(`${name} in another order is no difference`, () => reorders(suite, name, ours as readonly Value[]));
    if (input !== undefined && "moment" in input)
      it(`${name} in another zone is no difference`, () => movesZone(suite, name, ours));
  }

  for (const drift of driftsOf(life))
    it(`drift of ${drift.name}: a preview says so, up repairs it, an up after a refresh too`, () =>
      drifts(suite, drift));

  it("deleted by others: a preview says so, and what up will do about it", async () => {
    const it0 = await suite.made();
    await life.gone(suite.others);
    assert.equal(suite.live(), undefined);
    assert.equal((await it0.preview(program)).step, "update");
    const does = life.restore === undefined ? "create it again" : "fail until it is created again";
    const line = `does not exist any more; up will ${does}`;
    assert.equal(it0.lines.split(line).length - 1, 1, it0.lines);
    assert.ok(it0.lines.trim().startsWith(`${subject}: `), it0.lines);
    if (life.restore !== undefined) {
      await assert.rejects(
        it0.up(program),
        (thrown) => /create it first/.test(textOf(thrown)) || fail(thrown),
      );
      await life.restore(suite.others);
    }
    assert.equal(await it0.up(program), "update");
    suite.isAsDeclared();
    assert.equal((await it0.preview(program)).step, "same");
  });

  it("deleted by others: a refresh forgets it, and a destroy has nothing to do", async () => {
    const it0 = await suite.made();
    await life.gone(suite.others);
    const old = it0.kept;
    await it0.refresh();
    assert.equal(it0.kept, undefined);
    assert.match(it0.lines, new RegExp(`^${subject}: .*does not exist any more`, "m"));
    await life.restore?.(suite.others);
    assert.equal(await it0.up(program), "create");
    await life.gone(suite.others);
    it0.kept = old;
    await it0.destroy();
  });

  const { exists } = life;
  if (exists !== undefined)
    it("made anew by somebody else: it is the same resource, and a destroy deletes it", async () => {
      const it0 = await suite.made();
      await life.gone(suite.others);
      await exists(suite.others);
      await it0.destroy();
      assert.equal(suite.live(), undefined);
    });

  it("made, and not confirmed: it is kept, and a destroy deletes it", async () => {
    const it0 = suite.new();
    const reads = { operation: read, user: "ci" };
    // The read before the write is the first one, the read after it the second.
    suite.emulator.fault({ match: reads, nth: 2, times: "forever", action: { answer: { status: 403 } } });
    await assert.rejects(it0.up(program), (thrown) => /403/.test(textOf(thrown)) || fail(thrown));
    suite.emulator.clearFaults();
    assert.equal(it0.kept?.id, id);
    assert.notEqual(suite.live(), undefined);
    await it0.destroy();
    assert.equal(suite.live(), undefined);
  });

  it("another resource of the program takes it over, as under a new name: the delete of the old one leaves it", async () => {
    const { kept } = await suite.made();
    assert.ok(kept !== undefined);
    const host = await suite.hosts.open(life.resource, environmentOf(suite.emulator));
    const { inputs } = await host.check(
      undefined,
      has(life, "adopt") ? { ...program, adopt: true } : program,
    );
    await host.create(inputs);
    await host.delete(kept);
    assert.deepEqual(suite.writes(), []);
    const says = `${subject}(/\\S+)?: (is not deleted, since another resource|\\d+ of the users stay)`;
    assert.match(host.lines(), new RegExp(says));
    suite.isAsDeclared();
  });

  it("a value that is not known yet is not refused; while the place is not known, nothing is read", async () => {
    const { place } = descriptionOf(life);
    for (const name of place) {
      assert.equal((await suite.new().preview({ ...program, [name]: UNKNOWN })).step, "create");
      assert.deepEqual(suite.calls(), []);
    }
    const it0 = await suite.made();
    for (const name of place) {
      const { step, replaces } = await it0.preview({ ...program, [name]: UNKNOWN });
      assert.deepEqual([step, replaces], ["replace", [name]]);
    }
    for (const name of changeable(life)) {
      const { step } = await it0.preview({ ...program, [name]: UNKNOWN });
      assert.equal(step, "update", name);
    }
    assert.deepEqual(suite.writes(), []);
  });
});
