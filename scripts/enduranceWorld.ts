import type { Inputs } from "../provider/resources/repositoryAccess";
import type { Emulator } from "../sandbox/emulator";
import { ID } from "../tests/support/stack";
import type { Random } from "./random";

export const ORGANIZATION = "endurance";
const PERMISSIONS = { Read: 1, Write: 3, Manage: 7 } as const;
const WORDS = Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[];
const NAMES = ["alice", "bob", "carol", "dave", "deployer"] as const;
/** In each round one repository of ten is changed by others than the program. */
const DRIFT = 0.1;

export type Program = Pick<Inputs, "organization" | "repository" | "users">;
type User = Program["users"][number];
type Levels = Readonly<Record<string, number>>;

const levelsOf = (users: readonly User[]): Levels =>
  Object.fromEntries(users.map(({ userName = "", permission }) => [userName, PERMISSIONS[permission]]));

const asText = (levels: Levels): string =>
  Object.entries(levels)
    .map(([name, level]) => `${name}=${String(level)}`)
    .sort()
    .join(" ");

/** The programs of all repositories, their edits from round to round, and the drift that others make. */
export class World {
  readonly #programs = new Map<string, readonly User[]>();
  #before = new Map<string, readonly User[]>();

  constructor(
    private readonly emulator: Emulator,
    private readonly random: Random,
    repositories: number,
  ) {
    emulator.createOrganization({ name: ORGANIZATION });
    for (let at = 0; at < repositories; at += 1) {
      // Half of them with a slash in the name.
      const repository = `${at % 2 === 0 ? "app" : "web/app"}-${String(at)}`;
      emulator.createRepository({ organization: ORGANIZATION, repository });
      this.#programs.set(repository, this.#threeUsers());
    }
  }

  programs(): Program[] {
    return [...this.#programs].map(([repository, users]) => ({
      organization: ORGANIZATION,
      repository,
      users: [...users],
    }));
  }

  /** In every program one user of three gets another permission, leaves, or comes back. */
  edit(): void {
    this.#before = new Map(this.#programs);
    for (const [repository, users] of this.#programs) this.#programs.set(repository, this.#edited(users));
  }

  /** Adds, raises or removes a user by hand in one repository of ten. Returns in how many. */
  drift(): number {
    let count = 0;
    for (const [repository, users] of this.#programs) {
      if (!this.random.isIn(DRIFT)) continue;
      count += 1;
      const place = { organization: ORGANIZATION, repository };
      const user = this.random.pick(users).userName ?? "";
      const act = this.random.pick(["let in", "raise", "remove"]);
      if (act === "let in") this.emulator.grant({ ...place, user: "mallory", auth: 7 });
      else if (act === "raise") this.emulator.grant({ ...place, user, auth: 7 });
      else this.emulator.revoke({ ...place, user });
    }
    return count;
  }

  /** Repositories where access is not as declared. */
  differing(): string[] {
    return [...this.#programs].flatMap(([repository, users]) => {
      const entries = this.emulator.access({ organization: ORGANIZATION, repository });
      const live = asText(Object.fromEntries(entries.map(({ userName, auth }) => [userName ?? "", auth])));
      const declared = asText(levelsOf(users));
      return live === declared ? [] : [`${repository}: declared ${declared}, is ${live}`];
    });
  }

  /** Changes by requests that revoked a user whom the last program and this one declare, or gave a user more than either does. */
  wrongdoings(since: string): string[] {
    const changes = this.emulator.changes().filter(({ request, time }) => request !== null && time >= since);
    return changes.flatMap(({ repository, userName, after }) => {
      const now = levelsOf(this.#programs.get(repository ?? "") ?? [])[userName] ?? 0;
      const then = levelsOf(this.#before.get(repository ?? "") ?? [])[userName] ?? 0;
      const isLost = after === null && now > 0 && then > 0;
      const isTooMuch = (after ?? 0) > Math.max(now, then);
      const what = `${String(repository)}: ${userName} had ${String(then)}, has ${String(now)}, was set to ${String(after)}`;
      return isLost || isTooMuch ? [what] : [];
    });
  }

  #user(userName: (typeof NAMES)[number]): User {
    return { userId: ID[userName], userName, permission: this.random.pick(WORDS) };
  }

  #threeUsers(): User[] {
    const first = Math.floor(this.random.next() * NAMES.length);
    return [0, 1, 2].map((more) => this.#user(NAMES[(first + more) % NAMES.length] ?? "alice"));
  }

  #edited(users: readonly User[]): User[] {
    const at = Math.floor(this.random.next() * users.length);
    if (users.length < 3) {
      const absent = NAMES.filter((name) => !users.some(({ userName }) => userName === name));
      return [...users, this.#user(this.random.pick(absent))];
    }
    const others = users.filter((_user, index) => index !== at);
    if (this.random.isIn(0.5)) return others;
    return users.map((user, index) =>
      index === at
        ? { ...user, permission: this.random.pick(WORDS.filter((word) => word !== user.permission)) }
        : user,
    );
  }
}
