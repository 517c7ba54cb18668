/** Inputs beside the place that a server cannot change: another value needs a new object, whoever gave it. */
import assert from "node:assert/strict";
import { createContext, createHooks, type Hooks } from "../../../provider/hosts/hooks";
import { hooksOf } from "../../../provider/lifecycle";
import { Kind } from "../../../provider/lifecycle/kind";
import type { Description } from "../../../provider/description";
import type { Resource } from "../../../provider/resource";
import { repository } from "../../../provider/resources/repository";
import { resolveSettings } from "../../../provider/settings";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { Client } from "../../emulator/support/client";
import { environmentOf } from "../../support/stack";
import { failureOf } from "../support/server";

const AT = "/v2/manage/namespaces/team-a/repos/web$site";
const PROGRAM = { organization: "team-a", repository: "web/site", isPublic: false };

const { inputs } = repository.description;
const description: Description = {
  ...repository.description,
  inputs: {
    ...inputs,
    isPublic: { type: "boolean", description: "", default: false, replaceOnChanges: true },
  },
};
/** A repository whose `isPublic` cannot be changed. */
const fixed = { ...repository, description } as Resource;
/** A repository of which nothing can be changed. */
const unchangeable = Object.fromEntries(
  Object.entries(repository).filter(([name]) => name !== "update"),
) as unknown as Resource;

describe("a list of inputs", () => {
  const items = { listOf: "string", description: "" } as const;
  const kind = new Kind({
    ...fixed,
    description: {
      ...description,
      inputs: { ...inputs, ordered: items, free: { ...items, unordered: true } },
    },
  });
  const isSame = (name: string, one: readonly string[], other: readonly string[]): boolean =>
    kind.differing({ [name]: one }, { isPublic: undefined, [name]: other }).length === 0;

  it("is the same with the same items; their order counts, unless the description says that it does not", () => {
    assert.deepEqual(
      [isSame("ordered", ["a", "b"], ["a", "b"]), isSame("free", ["a", "b"], ["a", "b"])],
      [true, true],
    );
    assert.deepEqual(
      [isSame("ordered", ["a", "b"], ["b", "a"]), isSame("free", ["a", "b"], ["b", "a"])],
      [false, true],
    );
    for (const name of ["ordered", "free"]) {
      assert.equal(isSame(name, ["a"], ["a", "a"]), false);
      assert.equal(isSame(name, ["a", "a", "b"], ["a", "b", "b"]), false);
    }
  });
});

describe("an input that cannot be changed in place", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const lines: string[] = [];
  const hooks = (resource = fixed): Hooks => {
    const settings = resolveSettings(() => undefined, environmentOf(emulator));
    const context = createContext(settings, (line) => lines.push(line));
    return createHooks(hooksOf(resource), () => context);
  };
  const make = async (resource = fixed): Promise<{ id: string; state: object; inputs: object }> => {
    const { inputs: checked } = await hooks(resource).check(undefined, PROGRAM);
    return { ...(await hooks(resource).create(checked)), inputs: checked };
  };
  const others = (): Client => new Client(emulator, "admin");

  it("is replaced where others have changed it, also without a refresh", async () => {
    const { id, state, inputs: news } = await make();
    await others().patch(AT, { is_public: true });
    const replaced = { changes: true, replaces: ["isPublic"], deleteBeforeReplace: true };
    assert.deepEqual(await hooks().diff(id, state, news), replaced);
    assert.match(lines.at(-1) ?? "", /^team-a\/web\/site: isPublic is true, declared false; /);
    const read = await hooks().read(id, state);
    assert.deepEqual(await hooks().diff(id, read?.state ?? {}, news, Date.now()), replaced);
  });

  it("is refused where one with another value is taken over: nothing is written", async () => {
    const body = { repository: "web/site", is_public: true, description: "theirs" };
    await others().post("/v2/manage/namespaces/team-a/repos", body);
    const { inputs: news } = await hooks().check(undefined, { ...PROGRAM, description: "ours", adopt: true });
    const { message } = await failureOf(hooks().create(news));
    assert.equal(
      message,
      "team-a/web/site: isPublic is true, declared false, and it cannot be changed: declare it as it is, or delete the object first.",
    );
    assert.deepEqual(
      emulator.requests().filter(({ method, user }) => user === "ci" && method !== "GET"),
      [],
    );
  });

  it("is any input of a resource without an update: changed by the program, or by others", async () => {
    const { id, state, inputs: news } = await make(unchangeable);
    const { replaces } = await hooks(unchangeable).diff(id, state, { ...news, isPublic: true });
    assert.deepEqual(replaces, ["isPublic"]);
    const { replaces: none } = await hooks(unchangeable).diff(id, state, { ...news, forceDestroy: true });
    assert.deepEqual(none, []);
    await others().patch(AT, { is_public: true });
    assert.deepEqual((await hooks(unchangeable).diff(id, state, news)).replaces, ["isPublic"]);
  });
});
