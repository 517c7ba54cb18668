import { type Dialect, type DialectChoice, dialectValues, type ProfileName } from ".";

const docs = Object.fromEntries(
  Object.entries(dialectValues).map(([name, values]) => [name, values === "milliseconds" ? 0 : values[0]]),
) as unknown as Dialect;

/**
 * `hostile` leaves out what no client could end right with: writes that never take effect, a caller whose own
 * right is not shown, clouds that speak only one form of signature.
 */
export const profiles: Record<ProfileName, Dialect> = {
  docs,
  lenient: {
    ...docs,
    "post-existing": "upsert",
    "patch-missing": "upsert",
    "caller-listed": true,
    "self-write": "ignored",
    "unknown-user": "accepted",
    "user-id-case": "folded",
    "shown-names": "iam",
    "deleted-users": "removed",
    "agency-by-signature": "accepted",
    "error-shape": "array",
  },
  hostile: {
    ...docs,
    "delete-missing": "not-found",
    arrays: "partial",
    "empty-array": "refused",
    "caller-listed": true,
    order: "shuffled",
    duplicates: true,
    "empty-list": "null",
    "organization-users": "listed",
    "shown-level": "higher",
    "inherited-write": "success",
    "read-lag": 1000,
    "name-mismatch": "refused",
    "user-id-case": "folded",
    "empty-name": "missing",
    "deleted-repository": "remembered",
    "missing-organization": "image",
    "missing-tag": "4040115",
    "encoded-dollar": "refused",
    "error-shape": "bare",
    "iam-error-shape": "keystone",
    "success-codes": "accepted",
  },
};

/** A choice that names a switch, value or profile which does not exist. */
export class DialectError extends Error {}

/** Lays a choice over a dialect; a profile in the choice replaces it first. */
export function chooseDialect(choice: DialectChoice, over: Dialect = docs): Dialect {
  const { profile, ...switches } = typeof choice === "string" ? { profile: choice } : choice;
  if (profile !== undefined && !Object.hasOwn(profiles, profile)) {
    throw new DialectError(
      `There is no profile "${profile}"; there are ${Object.keys(profiles).join(", ")}.`,
    );
  }
  const chosen = { ...(profile === undefined ? over : profiles[profile]) };
  for (const [name, value] of Object.entries(switches))
    Object.assign(chosen, { [name]: checked(name, value) });
  return chosen;
}

function checked(name: string, value: unknown): unknown {
  const values = valuesOf(name);
  if (values === "milliseconds") {
    if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
    throw new DialectError(
      `Dialect ${name} takes milliseconds, a number from 0 on, not ${JSON.stringify(value)}.`,
    );
  }
  if (values.includes(value)) return value;
  throw new DialectError(
    `Dialect ${name} takes ${values.map(String).join(", ")}, not ${JSON.stringify(value)}.`,
  );
}

/** Reads `NAME=VALUE` as the command line gives it. */
export function parseSwitch(text: string): Partial<Dialect> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new DialectError(`A dialect is given as NAME=VALUE, not "${text}".`);
  }
  const values = valuesOf(name);
  if (values === "milliseconds") return { [name]: /^\d+$/.test(value) ? Number(value) : value };
  return { [name]: values.find((known) => String(known) === value) ?? value };
}

function valuesOf(name: string): readonly unknown[] | "milliseconds" {
  if (Object.hasOwn(dialectValues, name)) return dialectValues[name as keyof typeof dialectValues];
  throw new DialectError(
    `There is no dialect switch "${name}"; there are ${Object.keys(dialectValues).join(", ")}.`,
  );
}
