// Lets Node find a `.cjs` file whose name is given without the ending. Stryker's runner loads files of mocha that way, and
// mocha 12 has renamed them to `.cjs`. Delete this file once the runner names the ending.
require.extensions[".cjs"] ??= require.extensions[".js"];
