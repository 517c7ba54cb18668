/** Every resource's life, run by code that knows none of them. */
import assert from "node:assert/strict";
import { REGISTRY, type ResourceName } from "../../provider/registry";
import { UNKNOWN } from "../../provider/unknown";
import { startEmulator, type Emulator } from "../../sandbox/emulator";
import { Client } from "../emulator/support/client";
import type { Props } from "../support/grpc";
import { environmentOf } from "../support/stack";
import { LIVES } from "./lives";
import { CheckFailed, Deployment, textOf } from "./support/deployment";
import { DynamicHosts, hookHosts, type Hosts, PluginHosts } from "./support/hosts";
import type { Args, Edit, Life, Others, Refused } from "./support/life";

/** Resources whose life is told elsewhere, and where. */
const TOLD_ELSEWHERE: { readonly [name in ResourceName]?: string } = {
  OrganizationAccess:
    "tests/provider/resources, tests/dialects: the suites of lists run once for each kind of list",
  RepositoryAccess:
    "tests/provider/resources, tests/faults, tests/dialects: its life is that of a list, not of an object",
};

it("every resource has a life: tests/resources/lives.ts, one line each", () => {
  const told = [...LIVES.map(({ resource }) => resource), ...Object.keys(TOLD_ELSEWHERE)];
  assert.deepEqual(told.sort(), Object.keys(REGISTRY).sort());
});

/** The tests of one life through one host. */
class LifeSuite {
  #emulator: Emulator | undefined;

  constructor(
    private readonly life: Life,
    private readonly hosts: Hosts,
  ) {}

  define(): void {
    before(async () => {
      this.#emulator = await startEmulator();
    });
    beforeEach(() => {
      this.#running.reset();
    });
    after(async () => {
      await this.hosts.stop();
      await this.#emulator?.stop();
    });
    this.#wholeLife();
    for (const edit of this.life.edits)
      it(`edit of ${edit.name}`, async () => {
        await this.#edit(edit);
      });
    this.#behindItsBack();
    this.#whatExists();
    this.#refusals();
    this.#unknowns();
    this.#filled();
  }

  get #running(): Emulator {
    if (this.#emulator === undefined) throw new Error("the emulator runs in tests only");
    return this.#emulator;
  }

  get #others(): Others {
    return { api: new Client(this.#running, "admin"), emulator: this.#running };
  }

  #new(): Deployment {
    return new Deployment(this.hosts, this.life.resource, this.#running);
  }

  async #made(program: Props = this.life.program): Promise<Deployment> {
    const it0 = this.#new();
    assert.equal(await it0.up(program), "create");
    this.#running.clearRequests();
    return it0;
  }

  /** Operations of this stack since the last time. */
  #calls(): string[] {
    const list = this.#running
      .requests()
      .filter(({ user }) => user !== "admin")
      .map(({ operation }) => String(operation));
    this.#running.clearRequests();
    return list.filter((operation) => !operation.startsWith("keystone"));
  }

  #writes(): string[] {
    const { create, update, delete: remove } = this.life.operations;
    return this.#calls().filter((operation) => [create, update, remove].includes(operation));
  }

  /** What is there is what the program says. */
  #isAsDeclared(program: Args): void {
    const live = this.life.live(this.#running, program);
    assert.ok(live !== undefined, "nothing is there");
    for (const [name, value] of Object.entries(program))
      if (name in live) assert.equal(live[name], value, name);
  }

  #wholeLife(): void {
    const { life } = this;
    const { create, read, delete: remove } = life.operations;
    it("create, nothing to do, refresh, import, destroy: the calls that are needed", async () => {
      const it0 = this.#new();
      assert.equal((await it0.preview(life.program)).step, "create");
      assert.deepEqual(this.#calls(), [read]);
      assert.equal(await it0.up(life.program), "create");
      assert.deepEqual(this.#calls(), [read, create, read]);
      assert.equal(it0.kept?.id, life.id);
      assert.equal(it0.kept.state["region"], "eu-de");
      this.#isAsDeclared(life.program);

      assert.equal(await it0.up(life.program), "same");
      assert.deepEqual(this.#calls(), [read]);
      assert.equal(await it0.up(life.program, { refresh: true }), "same");
      const before = it0.kept;
      await it0.refresh();
      assert.deepEqual(it0.kept, before);

      const other = this.#new();
      await other.import(life.id);
      assert.equal((await other.preview(life.program)).step, "same");
      assert.deepEqual(other.kept?.state, before.state);

      this.#calls();
      await it0.destroy();
      assert.deepEqual(this.#calls(), [remove]);
      assert.equal(life.live(this.#running, life.program), undefined);
      it0.kept = before;
      await it0.destroy();
    });

    it("an id that names nothing, and one that is none, are refused on import", async () => {
      for (const [id, says] of [
        [`${life.id}-gone`, /^".*-gone" does not exist\. An id is /],
        ["", /^"" is not an id: it is /],
      ] as const)
        await assert.rejects(this.#new().import(id), (thrown) => says.test(textOf(thrown)) || fail(thrown));
    });
  }

  async #edit(edit: Edit): Promise<void> {
    const { life } = this;
    const it0 = await this.#made();
    const first = life.live(this.#running, life.program);
    const changed = { ...life.program, ...edit.args };
    const program = Object.fromEntries(
      Object.entries(changed).filter(([, value]) => value !== undefined),
    ) as Args;
    const replaces = edit.replaces ?? [];
    const isChanged = edit.writes.length > 0 || Object.keys(edit.args).some((name) => name !== "region");
    const step = replaces.length > 0 ? "replace" : isChanged ? "update" : "same";
    assert.deepEqual(await it0.preview(program), { step, replaces });
    assert.deepEqual(this.#writes(), []);

    assert.equal(await it0.up(program), step);
    assert.deepEqual(this.#writes(), edit.writes);
    this.#isAsDeclared(program);
    for (const [name, value] of Object.entries(program)) assert.equal(it0.kept?.state[name], value, name);
    const now = life.live(this.#running, program);
    assert.equal(now?.id === first?.id, replaces.length === 0, "the same object");
    const moved = Object.keys(edit.args).some((name) => name in life.program);
    if (moved) assert.equal(life.live(this.#running, life.program), undefined, "the old one is gone");
    assert.equal((await it0.preview(program)).step, "same");
    await it0.destroy();
    assert.equal(life.live(this.#running, program), undefined);
  }

  #behindItsBack(): void {
    const { life } = this;
    for (const { name, args, act, line } of life.drifts)
      it(`drift of ${name}: a preview says so, up repairs it, an up after a refresh too`, async () => {
        const program = { ...life.program, ...args };
        const it0 = await this.#made(program);
        for (const refresh of [false, true]) {
          await act(this.#others);
          assert.equal((await it0.preview(program)).step, "update");
          assert.equal(it0.lines.split(line).length - 1, 1, it0.lines);
          assert.equal(await it0.up(program, { refresh }), "update");
          this.#isAsDeclared(program);
          assert.equal((await it0.preview(program)).step, "same");
          assert.equal(it0.lines, "");
        }
      });

    it("gone: a preview says so, up makes it again", async () => {
      const it0 = await this.#made();
      await life.gone(this.#others);
      assert.equal(life.live(this.#running, life.program), undefined);
      assert.equal((await it0.preview(life.program)).step, "update");
      const line = `${life.subject}: does not exist any more; up will create it again`;
      assert.equal(it0.lines.split(line).length - 1, 1, it0.lines);
      assert.equal(await it0.up(life.program), "update");
      this.#isAsDeclared(life.program);
      assert.equal((await it0.preview(life.program)).step, "same");
    });

    it("gone: a refresh forgets it, and a destroy has nothing to do", async () => {
      const it0 = await this.#made();
      await life.gone(this.#others);
      const old = it0.kept;
      await it0.refresh();
      assert.equal(it0.kept, undefined);
      assert.match(it0.lines, new RegExp(`^${life.subject}: does not exist any more`, "m"));
      assert.equal(await it0.up(life.program), "create");
      await life.gone(this.#others);
      it0.kept = old;
      await it0.destroy();
    });
  }

  #whatExists(): void {
    const { life } = this;
    const { make, property } = life.exists;

    it("what exists already is refused, before anything is written", async () => {
      await make(this.#others);
      const before = life.live(this.#running, life.program);
      const says = `${property}: ${life.subject} exists already, and a destroy would delete it: import it, or set adopt: true. If it is this resource's own and --replace asks for a new one: set the option deleteBeforeReplace, and add --refresh`;
      for (const work of ["preview", "up"] as const)
        await assert.rejects(this.#new()[work](life.program), (thrown) => {
          assert.ok(thrown instanceof CheckFailed, String(thrown));
          assert.equal(thrown.message, says);
          return true;
        });
      assert.deepEqual(this.#writes(), []);
      assert.deepEqual(life.live(this.#running, life.program), before);
    });

    it("what was made between check and create is refused, and left alone", async () => {
      const it0 = this.#new();
      const stop = this.#running.onRequest(({ operation }) => {
        if (operation === life.operations.read) {
          stop();
          void make(this.#others);
        }
      });
      // Slow enough for the others to be first.
      this.#running.fault({
        match: { operation: life.operations.create, user: "ci" },
        action: { delayMs: 300 },
      });
      await assert.rejects(it0.up(life.program), (thrown) => / 409 /.test(textOf(thrown)) || fail(thrown));
      assert.equal(it0.kept, undefined);
      assert.notEqual(life.live(this.#running, life.program), undefined);
    });

    it("another resource of the program takes it over, as under a new name: the delete of the old one leaves it", async () => {
      const { kept } = await this.#made();
      assert.ok(kept !== undefined);
      const host = await this.hosts.open(life.resource, environmentOf(this.#running));
      const { inputs } = await host.check(undefined, { ...life.program, adopt: true });
      await host.create(inputs);
      await host.delete(kept);
      assert.deepEqual(this.#writes(), []);
      assert.match(host.lines(), new RegExp(`${life.subject}: is not deleted, since another resource`));
      this.#isAsDeclared(life.program);
    });

    it("adopt: true takes it over, and a destroy deletes it", async () => {
      await make(this.#others);
      const before = life.live(this.#running, life.program);
      const it0 = this.#new();
      const program = { ...life.program, adopt: true };
      assert.equal(await it0.up(program), "create");
      assert.equal(life.live(this.#running, life.program)?.id, before?.id);
      assert.equal((await it0.preview(program)).step, "same");
      assert.equal((await it0.preview(life.program)).step, "update");
      await it0.destroy();
      assert.equal(life.live(this.#running, life.program), undefined);
    });
  }

  #refusals(): void {
    const { life } = this;
    for (const { args, property, says } of life.invalid)
      it(`a check refuses ${JSON.stringify(args)}`, async () => {
        await assert.rejects(this.#new().preview({ ...life.program, ...args } as Props), (thrown) => {
          assert.ok(thrown instanceof CheckFailed, String(thrown));
          const [failure, ...others] = thrown.failures;
          assert.deepEqual([failure?.property, others], [property, []]);
          assert.match(failure?.reason ?? "", says);
          return true;
        });
        assert.deepEqual(this.#calls(), []);
      });

    const refused = async (run: Promise<unknown>, { says }: Refused): Promise<void> => {
      await assert.rejects(run, (thrown) => says.test(textOf(thrown)) || fail(thrown));
    };
    for (const it1 of life.refusedCreates)
      it(`the server refuses to create it: ${it1.name}`, async () => {
        await it1.given?.(this.#others);
        const it0 = this.#new();
        it0.user = it1.user ?? "ci";
        await refused(it0.up({ ...life.program, ...it1.args }), it1);
        assert.equal(it0.kept, undefined);
      });
    for (const it1 of life.refusedDeletes)
      it(`the server refuses to delete it: ${it1.name}`, async () => {
        const it0 = await this.#made();
        await it1.given?.(this.#others);
        it0.user = it1.user ?? "ci";
        await refused(it0.destroy(), it1);
        assert.notEqual(it0.kept, undefined);
        this.#isAsDeclared(life.program);
      });
  }

  #unknowns(): void {
    const { life } = this;
    it("a value that is not known yet: nothing is refused, nothing is asked where the place is open", async () => {
      for (const name of Object.keys(life.program)) {
        const program = { ...life.program, [name]: UNKNOWN };
        assert.equal((await this.#new().preview(program)).step, "create");
        assert.deepEqual(this.#calls(), []);
      }
      const it0 = await this.#made();
      for (const name of Object.keys(life.program)) {
        const { step, replaces } = await it0.preview({ ...life.program, [name]: UNKNOWN });
        assert.deepEqual([step, replaces], ["replace", [name]]);
      }
      for (const { args } of life.edits)
        for (const name of Object.keys(args).filter((it1) => !(it1 in life.program) && it1 !== "region")) {
          const { step } = await it0.preview({ ...life.program, [name]: UNKNOWN });
          assert.equal(step, "update", name);
        }
      assert.deepEqual(this.#writes(), []);
    });
  }

  #filled(): void {
    const { life } = this;
    const { fill, says, lines } = life.filled;
    it("what is not empty is not deleted: the error says what is inside, forceDestroy deletes it", async () => {
      const it0 = await this.#made();
      fill(this.#others);
      await assert.rejects(it0.destroy(), (thrown) => says.test(textOf(thrown)) || fail(thrown));
      this.#isAsDeclared(life.program);

      assert.equal(await it0.up({ ...life.program, forceDestroy: true }), "update");
      const others = without(this.#running, life);
      await it0.destroy();
      for (const line of lines) assert.equal(it0.lines.split(line).length - 1, 1, it0.lines);
      assert.equal(life.live(this.#running, life.program), undefined);
      assert.deepEqual(without(this.#running, life), others, "nothing else was deleted");
    });
  }
}

/** All that is there but the object of the life, and what is in it. */
const without = (emulator: Emulator, { subject }: Life): string[] =>
  emulator
    .state()
    .organizations.flatMap(({ name, repositories }) => [
      name,
      ...repositories.map((it0) => `${name}/${it0.name} ${it0.tags.join()}`.trim()),
    ])
    .filter((path) => path !== subject && !path.startsWith(`${subject}/`) && !path.startsWith(`${subject} `));

function fail(thrown: unknown): never {
  throw new Error(`another error: ${textOf(thrown)}`, { cause: thrown });
}

for (const life of LIVES)
  for (const hosts of [hookHosts, new DynamicHosts(), new PluginHosts()])
    describe(`${life.resource} through ${hosts.name}`, () => {
      new LifeSuite(life, hosts).define();
    });
