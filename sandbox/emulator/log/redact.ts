const REMOVED = "[removed]";

const secretName = /pass|secret|token|credential|signature|access.?key|^access$|^(ak|sk)$|authorization/i;

/** A JSON value without passwords, tokens and keys: whatever has the name of a secret, and known secrets under any name. */
export function redactJson(value: unknown, known: ReadonlySet<string>, underSecret = false): unknown {
  if (typeof value === "string") return underSecret || known.has(value) ? REMOVED : value;
  if (Array.isArray(value)) return value.map((item) => redactJson(item, known, underSecret));
  if (typeof value !== "object" || value === null) return underSecret ? REMOVED : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      // In a login, `password` names an object with the user in it. Such objects are looked into; only `token` is removed whole.
      const describes = typeof item === "object" && !Array.isArray(item) && name !== "token";
      return [name, redactJson(item, known, underSecret || (secretName.test(name) && !describes))];
    }),
  );
}

/** A path with its query, without the values of parameters that have the name of a secret. */
export const redactPath = (path: string): string =>
  path.replace(/([?&])([^=&]*)=([^&]*)/g, (whole, mark: string, name: string) =>
    secretName.test(name) ? `${mark}${name}=${REMOVED}` : whole,
  );
