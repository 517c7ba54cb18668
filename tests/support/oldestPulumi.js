// Loaded ahead of a program: Pulumi's SDK is the oldest that the package supports, as a user's project may have it.
"use strict";
const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return resolve.call(this, name.replace(/^@pulumi\/pulumi(?=\/|$)/, "pulumi-oldest"), ...rest);
};
