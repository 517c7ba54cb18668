import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { adopt } from "../../../cli/adopt/adopt";
import { typescriptOf } from "../../../cli/adopt/typescript";
import { scan } from "../../../cli/live/scan";
import { startEmulator } from "../../../sandbox/emulator";
import { sessionOn } from "../support";

describe("docs/adopt.md", () => {
  it("shows the program that adopt writes", async () => {
    const page = readFileSync(join(__dirname, "../../../docs/adopt.md"), "utf8");
    const [, shown] = /<!-- program: .*?-->\s+```ts\n([\s\S]*?)```/.exec(page) ?? [];
    const emulator = await startEmulator();
    try {
      emulator.createRepository({ organization: "team-a", repository: "web/shop" });
      emulator.grant({ organization: "team-a", user: "alice", auth: 7 });
      for (const repository of ["api", "web/app", "web/shop"])
        emulator.grant({ organization: "team-a", repository, user: "alice", auth: 7 });
      for (const repository of ["web/app", "web/shop"])
        emulator.grant({ organization: "team-a", repository, user: "bob", auth: 1 });
      const live = await scan(sessionOn(emulator).context, { organizations: ["team-a"] });
      const text = typescriptOf(adopt(live, { form: "policy", all: false, ignoreUsers: [] }));
      assert.equal(shown, text.slice(text.indexOf("import * as swr")));
    } finally {
      await emulator.stop();
    }
  });
});
