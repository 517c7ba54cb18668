import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { Core } from "../../../sandbox/emulator/core";
import { steer } from "../../../sandbox/emulator/control/steering";
import { defaultSeed } from "../../../sandbox/emulator/seed/defaultSeed";
import { families } from "../../../sandbox/emulator/services";
import type { Level } from "../../../sandbox/emulator/services/family";
import { Client, webApp } from "../support/client";

/** Families are told apart by nothing but the names they take: of two that take the same, one would silently be lost. */
describe("families of operations", () => {
  const core = new Core(defaultSeed, {});
  const doors = families.flatMap((family) => family.backdoor?.(core) ?? []);
  const repeated = (names: string[]): string[] => names.filter((name, at) => names.indexOf(name) !== at);
  const levels: Level[] = ["account", "organization", "repository"];

  it("share no operation and no method", () => {
    const operations = families.flatMap(({ routes }) => routes.map(({ operation }) => operation));
    assert.ok(operations.length > 20);
    assert.deepEqual(repeated(operations), []);
    const methods = [...doors, steer(core)].flatMap((door) => Object.keys(door.methods));
    assert.ok(methods.length > 20);
    assert.deepEqual(repeated(methods), []);
  });

  for (const level of levels) {
    it(`share no key of the seed: ${level}`, () => {
      const seeded = families.flatMap((family) => Object.keys(family[level]?.seed?.properties ?? {}));
      assert.ok(seeded.length > 0);
      assert.deepEqual(repeated(seeded), []);
    });
  }
});

describe("what families keep of a repository or organization", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.stop());

  it("is gone with it, and not found by another of the same name", async () => {
    const place = { organization: "team-a", repository: "web/app" };
    const fresh = (): unknown => {
      const repository = emulator.state().organizations.at(-1)?.repositories.at(-1);
      return { ...repository, id: 0 };
    };
    emulator.deleteOrganization("team-a");
    emulator.createOrganization({ name: "team-a" });
    emulator.createRepository(place);
    const before = fresh();
    emulator.grant({ ...place, user: "bob", auth: 7 });
    emulator.pushImage({ ...place, tag: "1.0" });
    assert.notDeepEqual(fresh(), before);
    emulator.deleteRepository(place);
    emulator.createRepository(place);
    assert.deepEqual(fresh(), before);
    emulator.grant({ ...place, user: "bob", auth: 7 });
    emulator.deleteOrganization("team-a");
    emulator.createOrganization({ name: "team-a" });
    assert.equal((await new Client(emulator, "ci").get(webApp)).status, 404);
    emulator.createRepository(place);
    assert.deepEqual(fresh(), before);
  });
});
