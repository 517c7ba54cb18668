import type { CheckFailure } from "../../resource";
import type { Settings } from "../../settings";
import { UNKNOWN } from "../../unknown";
import { type Inputs, isListed, type UserGrant } from "./model";

const NAME_RULES = [
  {
    property: "organization",
    pattern: /^[a-z](?:[a-z0-9._-]*[a-z0-9])?$/,
    max: 64,
    rule: "a lowercase letter first, then lowercase letters, digits, '.', '_', '-', a letter or digit last; 64 characters at most",
  },
  {
    property: "repository",
    pattern: /^[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?$/,
    max: 128,
    rule: "lowercase letters, digits, '.', '_', '-', '/', a letter or digit first and last; 128 characters at most",
  },
] as const;

/** No stricter than alphabet and length: the clouds' own pages disagree on the rest. */
function checkNames(inputs: Inputs): CheckFailure[] {
  return NAME_RULES.flatMap(({ property, pattern, max, rule }) => {
    const name = inputs[property];
    if (name === UNKNOWN || (pattern.test(name) && name.length <= max && !name.includes("//"))) return [];
    return [
      {
        property,
        reason: `"${name}" is not a name of ${property === "repository" ? "a" : "an"} ${property}: ${rule}`,
      },
    ];
  });
}

function checkUser(user: UserGrant, at: number): CheckFailure[] {
  const empty = (["userId", "userName"] as const).filter((half) => user[half]?.trim() === "");
  if (empty.length > 0)
    return empty.map((half) => ({
      property: `users[${String(at)}].${half}`,
      reason: "is empty: leave it out, or give the user's own",
    }));
  if (user.userId !== undefined || user.userName !== undefined) return [];
  return [{ property: `users[${String(at)}]`, reason: "names nobody: give userId, userName or both" }];
}

/** The same user twice, by id or by name; before and, with more known, after the look-ups. */
export function checkDuplicates(users: readonly UserGrant[]): CheckFailure[] {
  const firstAt = new Map<string, number>();
  return users.flatMap((user, at) => {
    const halves = (["userId", "userName"] as const).filter(
      (half) => user[half] !== undefined && user[half] !== UNKNOWN,
    );
    const keys = halves.map((half) => [half, `${half}:${user[half] ?? ""}`] as const);
    const twice = keys.find(([, key]) => firstAt.has(key));
    for (const [, key] of keys) if (!firstAt.has(key)) firstAt.set(key, at);
    if (twice === undefined) return [];
    const [half, key] = twice;
    return [
      {
        property: `users[${String(at)}].${half}`,
        reason: `"${user[half] ?? ""}" is already listed at users[${String(firstAt.get(key))}]: list each user once`,
      },
    ];
  });
}

function checkIgnored(inputs: Inputs, settings: Settings): CheckFailure[] {
  const lists = [
    ["ignoreUsers", inputs.ignoreUsers ?? []],
    ["swr:ignoreUsers", settings.ignoreUsers],
  ] as const;
  return lists.flatMap(([name, list]) =>
    inputs.users.flatMap((user, at) =>
      isListed(list, user)
        ? [
            {
              property: `users[${String(at)}]`,
              reason: `is declared and in ${name}: take the user out of one of them`,
            },
          ]
        : [],
    ),
  );
}

/** Pure: all that is wrong with a declaration and that its schema cannot say. Values not known yet pass. */
export function checkRules(inputs: Inputs, settings: Settings): CheckFailure[] {
  // A list, or an element of it, that is not known yet is no object to look into.
  if (!isList(inputs.users)) return checkNames(inputs);
  const known = inputs.users.map((user) => (typeof user === "object" ? user : { ...NOBODY_YET }));
  const withUsers = { ...inputs, users: known };
  return [
    ...checkNames(inputs),
    ...known.flatMap(checkUser),
    ...checkDuplicates(known),
    ...checkIgnored(withUsers, settings),
  ];
}

const isList = (value: unknown): boolean => Array.isArray(value);

const NOBODY_YET: UserGrant = { userId: UNKNOWN, permission: "Read" };
