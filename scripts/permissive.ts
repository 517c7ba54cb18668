/** Licences whose only condition is that their text comes along. */
const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

/** Whether a package's licence is permissive. `(BSD-3-Clause AND Apache-2.0)` is, if both are. */
export const isPermissive = (license: string): boolean =>
  license
    .replace(/^\((.*)\)$/, "$1")
    .split(" AND ")
    .every((one) => PERMISSIVE.includes(one));
