import { UNKNOWN } from "../provider/unknown";

/**
 * The value of a property. Pulumi's policy engine throws when a policy reads a value that is not known yet, which would end
 * the policy with a warning. Here such a value becomes `UNKNOWN`, so that a policy can judge what is known.
 */
function read(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return UNKNOWN;
  }
}

/** A plain copy of a resource's properties. Each value that is not known yet is `UNKNOWN`. */
export function known(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.keys(value).map((key) => [key, known(read(value, key))] as const);
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
