/** Licences that ask for no more than to be named. */
const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

/** Whether a package may be used. `(BSD-3-Clause AND Apache-2.0)` asks for what both ask for. */
export const isPermissive = (license: string): boolean =>
  license
    .replace(/^\((.*)\)$/, "$1")
    .split(" AND ")
    .every((one) => PERMISSIVE.includes(one));
