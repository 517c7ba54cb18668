const REMOVED = "[removed]";

const secretName = /pass|secret|token|credential|signature|access.?key|^access$|^(ak|sk)$|authorization/i;

/** A JSON value without passwords, tokens and keys: those with telling names, and known ones anywhere. */
export function redactJson(value: unknown, known: ReadonlySet<string>, underSecret = false): unknown {
  if (typeof value === "string") return underSecret || known.has(value) ? REMOVED : value;
  if (Array.isArray(value)) return value.map((item) => redactJson(item, known, underSecret));
  if (typeof value !== "object" || value === null) return underSecret ? REMOVED : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      // `password` and `token` are also the names of the objects that describe how one logs in.
      const describes = typeof item === "object" && !Array.isArray(item) && name !== "token";
      return [name, redactJson(item, known, underSecret || (secretName.test(name) && !describes))];
    }),
  );
}

/** A path with query, without the values of parameters with telling names. */
export const redactPath = (path: string): string =>
  path.replace(/([?&])([^=&]*)=([^&]*)/g, (whole, mark: string, name: string) =>
    secretName.test(name) ? `${mark}${name}=${REMOVED}` : whole,
  );
