/** The repositories and users that every subject of the bench declares. */

export const ORGANIZATION = "bench";
/** The default of `swr:maxConcurrency`, which the bare client obeys, too. */
export const MAX_CONCURRENCY = 16;

export type Permission = "Read" | "Write" | "Manage";
export const AUTH: Readonly<Record<Permission, number>> = { Read: 1, Write: 3, Manage: 7 };

/** Users of the emulator's own seed. */
const USERS = [
  { userId: "a11ce000000000000000000000000001", userName: "alice" },
  { userId: "b0b00000000000000000000000000001", userName: "bob" },
  { userId: "ca401000000000000000000000000001", userName: "carol" },
] as const;
/** The user whose permission changes in an update, and by drift. */
export const CHANGING = USERS[2];

export interface Grant {
  readonly userId: string;
  readonly userName: string;
  readonly permission: Permission;
}

/** The declaration in which the last user has this permission. */
export const grants = (last: Permission): readonly Grant[] =>
  USERS.map((user) => ({ ...user, permission: user === CHANGING ? last : "Read" }));

export const repositories = (size: number): readonly string[] =>
  Array.from({ length: size }, (_, at) => `app-${String(at).padStart(5, "0")}`);

/** The repositories that drift: every tenth one. */
export const drifting = (size: number): readonly string[] =>
  repositories(size).filter((_, at) => at % 10 === 0);

/** Environment of a provider that calls the emulator as its administrator `ci`. */
export const environmentOf = (url: string): Record<string, string> => ({
  SWR_ENDPOINT: url,
  SWR_REGION: "eu-de",
  SWR_CLOUD: "otc",
  SWR_ACCESS_KEY: "AKFAKECI000000000000",
  SWR_SECRET_KEY: "fake-secret-key-of-ci".padEnd(40, "0"),
});
