// Loaded before a program: replaces Pulumi's SDK by the oldest one that the package supports, as a project may have it.
"use strict";
const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return resolve.call(this, name.replace(/^@pulumi\/pulumi(?=\/|$)/, "pulumi-oldest"), ...rest);
};
