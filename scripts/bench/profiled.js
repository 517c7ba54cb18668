// Loaded with --require into a process that is profiled: writes what its processor time went into when the process ends.
"use strict";
const { Session } = require("node:inspector");
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: 250 });
session.post("Profiler.start");
process.on("exit", () => {
  session.post("Profiler.stop", (_error, { profile }) => {
    const text = JSON.stringify({ command: process.argv.slice(1), profile });
    writeFileSync(join(process.env.SWR_PROFILES, `${process.pid}.json`), text);
  });
});
