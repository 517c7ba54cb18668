import assert from "node:assert/strict";
import { defaultSeed, type Seed, SeedError, startEmulator } from "../../../sandbox/emulator";

describe("seed", () => {
  const failuresOf = async (seed: unknown): Promise<readonly string[]> => {
    try {
      await (await startEmulator({ seed: seed as Seed })).stop();
    } catch (error) {
      assert.ok(error instanceof SeedError);
      return error.failures;
    }
    return [];
  };

  it("built in is valid, and its mallory sorts before everybody else", async () => {
    assert.deepEqual(await failuresOf(defaultSeed), []);
    const sorted = [...defaultSeed.users].sort((one, other) => (one.id < other.id ? -1 : 1));
    assert.equal(sorted[0]?.name, "mallory");
    for (const { id } of [...defaultSeed.users, ...defaultSeed.projects, defaultSeed.account]) {
      assert.match(id, /^[0-9a-f]{32}$/);
    }
  });

  it("shows as state what it says", async () => {
    const id = (digit: string): string => digit.repeat(32);
    const emulator = await startEmulator({
      seed: {
        account: { id: id("a"), name: "acme" },
        projects: [{ id: id("b"), name: "eu-ch2" }],
        users: [
          { id: id("c"), name: "root", admin: true },
          { id: id("d"), name: "dora" },
        ],
        organizations: [
          {
            name: "team",
            creator: "root",
            access: [{ user: "dora", auth: 7 }],
            repositories: [
              { name: "a/b", isPublic: true, images: ["latest"], access: [{ user: "root", auth: 1 }] },
              { name: "counted", images: 2 },
            ],
          },
        ],
      },
    });
    assert.deepEqual(emulator.state(), {
      account: { id: id("a"), name: "acme" },
      projects: [{ id: id("b"), name: "eu-ch2" }],
      users: [
        { id: id("c"), name: "root", admin: true },
        { id: id("d"), name: "dora", admin: false },
      ],
      organizations: [
        {
          id: 1,
          name: "team",
          creator: "root",
          access: [{ userId: id("d"), userName: "dora", auth: 7 }],
          repositories: [
            {
              id: 2,
              name: "a/b",
              isPublic: true,
              category: "",
              description: "",
              tags: ["latest"],
              access: [{ userId: id("c"), userName: "root", auth: 1 }],
            },
            {
              id: 4,
              name: "counted",
              isPublic: false,
              category: "",
              description: "",
              tags: ["v1", "v2"],
              access: [],
            },
          ],
        },
      ],
    });
    await emulator.stop();
  });

  it("is not changed by what the emulator does", async () => {
    const copy = structuredClone(defaultSeed);
    const emulator = await startEmulator();
    emulator.updateUser("bob", { name: "robert" });
    emulator.deleteOrganization("team-a");
    await emulator.stop();
    assert.deepEqual(defaultSeed, copy);
  });

  it("that is malformed is refused with every failure, each by its path", async () => {
    const [first, ...others] = defaultSeed.users;
    assert.deepEqual(
      await failuresOf({
        ...defaultSeed,
        projects: [{ id: "short", name: "eu-de" }],
        users: [{ ...first, admin: "yes", colour: "red" }, ...others],
        organizations: [
          { name: "Team", creator: "admin", access: [{ user: "bob", auth: 2 }] },
          { name: "team", repositories: [{ name: "a//b" }] },
        ],
      }),
      [
        'projects[0].id must match pattern "^[0-9a-f]{32}$"',
        'users[0] must NOT have additional properties: "colour"',
        "users[0].admin must be boolean",
        'organizations[0].name must match pattern "^[a-z][a-z0-9]*(?:(?:[._]|__|-+)[a-z0-9]+)*$"',
        "organizations[0].access[0].auth must be equal to one of the allowed values: [1,3,7]",
        "organizations[1] must have required property 'creator'",
        'organizations[1].repositories[0].name must match pattern "^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$"',
      ],
    );
  });

  it("whose names do not fit together is refused likewise", async () => {
    const { secretKey, ...half } = { ...defaultSeed.users[0], id: "f".repeat(32), accessKey: "AKHALF" };
    assert.ok(secretKey !== undefined);
    assert.deepEqual(
      await failuresOf({
        ...defaultSeed,
        users: [...defaultSeed.users, half],
        organizations: [
          { name: "one", creator: "nobody", access: [{ user: "ghost", auth: 1 }] },
          {
            name: "one",
            creator: "admin",
            repositories: [{ name: "r" }, { name: "r", access: [{ user: "x", auth: 3 }] }],
          },
        ],
      }),
      [
        'users[8].name repeats "ci"',
        'organizations[1].name repeats "one"',
        'organizations[1].repositories[1].name repeats "r"',
        "users[8] must have both accessKey and secretKey or none",
        'organizations[0].creator names "nobody", who is not among the users',
        'organizations[0].access[0].user names "ghost", who is not among the users',
        'organizations[1].repositories[1].access[0].user names "x", who is not among the users',
      ],
    );
  });
});
