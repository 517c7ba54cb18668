import assert from "node:assert/strict";
import { setTimeout as realSleep } from "node:timers/promises";
import type { Finding } from "../../../cli/probe/findings";
import { isSwitch } from "../../../cli/probe/points";
import { probe, type Probed, type WriteOptions } from "../../../cli/probe/run";
import { createContext } from "../../../provider/hosts/hooks";
import { resolveSettings } from "../../../provider/settings";
import type { Dialect, Emulator, LoggedRequest, State } from "../../../sandbox/emulator";
import { environmentOf, ID } from "../../support/stack";

export const PLACE = { organization: "team-a", repository: "web/app" };
/** Long enough that a loaded machine takes no lag for a dropped write, since the last read always comes after it. */
export const WRITE: WriteOptions = { user: "bob", patience: 150, withCaller: false };

/** Users of the repository whose ids do not ascend, and a user of the organization. bob's id is between those of the others. */
export function populate(emulator: Emulator): void {
  emulator.grant({ ...PLACE, user: "carol", auth: 1 });
  emulator.grant({ ...PLACE, user: "alice", auth: 7 });
  emulator.grant({ organization: PLACE.organization, user: "mallory", auth: 1 });
}

export interface RunOptions {
  readonly user?: string;
  readonly place?: typeof PLACE;
  readonly write?: WriteOptions | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop?: AbortSignal;
  /** What waits between retries are divided by. */
  readonly haste?: number;
}

/** One run of the probe in this process, and the lines that it said. */
export async function runProbe(
  emulator: Emulator,
  { user = "ci", place = PLACE, write, environment = {}, stop, haste = 1 }: RunOptions = {},
): Promise<Probed & { readonly lines: string[] }> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const settings = resolveSettings(() => undefined, { ...environmentOf(emulator, user), ...environment });
  const sleep = (milliseconds: number): Promise<void> => realSleep(milliseconds / haste);
  const context = createContext(settings, say, { sleep });
  const probed = await probe(context, { place, write, stop: stop ?? new AbortController().signal, say });
  return { ...probed, lines };
}

export const findingOf = ({ findings }: Probed, point: string): Finding => {
  const found = findings.find((it) => it.point === point);
  if (found === undefined) throw new Error(`no point ${point}`);
  return found;
};

/** Compares every value that the probe names with the emulator's own. What it leaves open is not compared. */
export function assertTrue(probed: Probed, dialect: Dialect): void {
  for (const { point, value, evidence } of probed.findings) {
    if (value === undefined || !isSwitch(point)) continue;
    const set = dialect[point as keyof Dialect];
    if (point === "read-lag" && set !== 0) assertLag(Number(set), evidence);
    else assert.equal(value, set, `${point}: ${evidence}`);
  }
}

/** A lag is found as a range, which has to contain the true one. */
export function assertLag(set: number, evidence: string): void {
  const [, least, most] = /showed after (\d+) to (\d+) ms/.exec(evidence) ?? [];
  // A lag so short that the first read came after it was not seen.
  if (least === undefined) assert.match(evidence, /in the first read/);
  else assert.ok(Number(least) <= set && set <= Number(most), `${String(set)}: ${evidence}`);
}

/** Everything at the API, without the order of lists, which a user who was removed and added again changes. */
export function stateOf(emulator: Emulator): unknown {
  const sorted = ({ organizations, ...rest }: State): unknown => ({
    ...rest,
    organizations: organizations.map((organization) => ({
      ...organization,
      access: byId(organization.access),
      repositories: organization.repositories.map((it) => ({ ...it, access: byId(it.access) })),
    })),
  });
  return sorted(emulator.state());
}

const byId = <T extends { userId: string }>(access: readonly T[]): T[] =>
  [...access].sort((a, b) => (a.userId < b.userId ? -1 : 1));

const isLogin = ({ path }: LoggedRequest): boolean =>
  path.startsWith("/v3/auth/tokens") || path.startsWith("/v3.0/OS-CREDENTIAL/");

export const writesIn = (requests: readonly LoggedRequest[]): LoggedRequest[] =>
  requests.filter((request) => request.method !== "GET" && !isLogin(request));

/** Fails for a write to another repository, or for another user than `name` and users whom nobody has. */
export function assertOnly(requests: readonly LoggedRequest[], name: keyof typeof ID): void {
  const own = `/v2/manage/namespaces/${PLACE.organization}/repos/web$app`;
  const strangers = Object.values(ID).filter((id) => id !== ID[name]);
  for (const { method, path, body } of writesIn(requests)) {
    const at = `${method} ${path} ${JSON.stringify(body)}`;
    if (path === `/v2/manage/namespaces/${PLACE.organization}/access`) assert.deepEqual(body, [], at);
    else if (path.startsWith(`${own}/tags/`)) assert.match(path, /\/tags\/pulumi-swr-probe-[0-9a-f]{12}$/);
    else assert.equal(path, `${own}/access`, at);
    const text = JSON.stringify(body ?? "").toLowerCase();
    assert.deepEqual(
      strangers.filter((id) => text.includes(id)),
      [],
      at,
    );
  }
}
