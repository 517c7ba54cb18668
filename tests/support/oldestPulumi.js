// Loaded before a program. Replaces Pulumi's SDK by the oldest version that the package supports, since a project may have that one.
"use strict";
const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return resolve.call(this, name.replace(/^@pulumi\/pulumi(?=\/|$)/, "pulumi-oldest"), ...rest);
};
