// Stryker's runner loads files of mocha by names without an ending. Mocha 12 calls these files `.cjs`, an ending that Node
// does not try by itself. To be deleted once the runner says `.cjs`.
require.extensions[".cjs"] ??= require.extensions[".js"];
