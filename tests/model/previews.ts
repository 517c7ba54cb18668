import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Declarations } from "./declared";
import type { Engine } from "./engine";
import { HooksHost } from "./hosts";
import { asProgram, edited } from "./program";
import type { Host } from "./provider";
import type { Options, Refresh } from "./state";

/** Whether a line is about a difference. Lines about what a policy's patterns match are not, and every preview may have them. */
const isOfDifference = (line: string): boolean =>
  !/: (rules\[\d+\] \(.*\) matches \d+ of \d+ repositories|warning: ".*" in rules\[\d+\] matches no repository.*)$/.test(
    line,
  );

/** Checks that the next preview logs nothing, for any order of the users and any kind of refresh. */
export async function checkSilence(engine: Engine, host: Host, program: Declarations): Promise<void> {
  const turned = [...program.keys()].reduce((said, of) => edited(said, { do: "reorder", of }), program);
  const ways: (readonly [Declarations, Refresh])[] = [
    [turned, false],
    [program, "before"],
  ];
  // Over gRPC a preview takes several times as long, so only the hooks play all ways.
  if (host instanceof HooksHost) ways.push([program, false], [program, true]);
  for (const [said, refresh] of ways) {
    const ops = await engine.preview(asProgram(said), { refresh });
    const isSame = ops.every((op) => op === "same");
    assert.ok(isSame, `a second preview shows ${ops.join()}\n${host.lines.join("\n")}`);
    assert.deepEqual(host.lines.filter(isOfDifference), [], "a second preview says something");
  }
}

/**
 * Whether the program was edited since the resource was last written. Then others may have made the list as it is declared by now:
 * after a refresh there is nothing to do, but without one the state still has to follow the program.
 */
function isBehind(engine: Engine, name: string, inputs: unknown): boolean {
  const kept = engine.state.find((it) => it.name === name && !it.pendingDelete);
  return kept !== undefined && !isDeepStrictEqual(kept.said, inputs);
}

/**
 * Checks that previews agree, with any kind of refresh, on whether there is something to do. `isForOwn`: whether a refusal is about
 * users whom the stack has granted, which only a refresh in the same process can tell a new resource.
 */
export async function checkAgreement(
  engine: Engine,
  program: Declarations,
  options: Options,
  isForOwn: (refusal: string) => boolean,
): Promise<void> {
  const goals = asProgram(program);
  const behind = [...goals].map(([name, { inputs }]) => isBehind(engine, name, inputs));
  const seen = new Set<string>();
  for (const refresh of [false, true, "before"] as const) {
    const ops = await engine.preview(goals, { ...options, refresh }).catch((thrown: unknown) => {
      if (refresh === true || !isForOwn(String(thrown))) throw thrown;
      return undefined;
    });
    if (ops === undefined) continue;
    seen.add(ops.map((op, at) => op !== "same" || behind[at] === true).join());
  }
  assert.equal(seen.size, 1, `previews disagree: ${[...seen].join(" | ")}`);
}
