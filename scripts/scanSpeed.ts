/**
 * How long `pulumi-swr report` takes to read 1,000 repositories at 20 ms a request, beside a client that only sends the same
 * requests: the pages, then one list for each repository, 16 at a time. `npx ts-node -T scripts/scanSpeed.ts [rounds]`
 */
import { Agent, get } from "node:http";
import { Semaphore } from "async-mutex";
import { scan } from "../cli/live/scan";
import { openSession } from "../cli/session";
import { Emulated } from "./bench/emulated";
import { MAX_CONCURRENCY, ORGANIZATION, repositories } from "./bench/world";

const SIZE = 1000;
const LATENCY = 20;

const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONCURRENCY });

const read = ({ url, token }: Emulated, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = get(`${url}${path}`, { agent, headers: { "x-auth-token": token } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path}: ${String(response.statusCode)}`));
      response.resume().once("end", resolve);
    });
    request.once("error", reject);
  });

async function bare(emulated: Emulated): Promise<void> {
  await read(emulated, "/v2/manage/namespaces");
  await read(emulated, "/v2/manage/repos?limit=1000&offset=0");
  const places = new Semaphore(MAX_CONCURRENCY);
  const at = `/v2/manage/namespaces/${ORGANIZATION}`;
  const paths = repositories(SIZE).map((name) => `${at}/repos/${name.replaceAll("/", "$")}/access`);
  await Promise.all(
    [`${at}/access`, ...paths].map((path) => places.runExclusive(() => read(emulated, path))),
  );
}

async function ours({ url, token }: Emulated): Promise<void> {
  const environment = { SWR_ENDPOINT: url, SWR_TOKEN: token, SWR_REGION: "eu-de", SWR_CLOUD: "otc" };
  const live = await scan(
    openSession({}, () => undefined, environment),
    {},
    () => undefined,
  );
  const found = live.organizations
    .flatMap((it) => it.repositories)
    .filter(({ users }) => users !== undefined);
  if (found.length !== SIZE || live.unread.length > 0) throw new Error("the scan is not whole");
}

interface Time {
  /** Milliseconds by the clock, and of this process's own work. */
  readonly wall: number;
  readonly processor: number;
}

async function timed(work: () => Promise<void>): Promise<Time> {
  const [begin, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { wall: performance.now() - begin, processor: (user + system) / 1000 };
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2);

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 5);
  const emulated = await Emulated.start(SIZE, LATENCY);
  const [floors, scans]: [Time[], Time[]] = [[], []];
  let calls = 0;
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await timed(() => bare(emulated)));
    await emulated.begin();
    scans.push(await timed(() => ours(emulated)));
    ({ calls } = await emulated.count());
  }
  await emulated.stop();
  agent.destroy();
  const best = (all: readonly Time[]): number => Math.min(...all.map(({ wall }) => wall));
  const each = (all: readonly Time[]): string =>
    all.map(({ wall, processor }) => `${seconds(wall)} (${seconds(processor)})`).join(", ");
  process.stdout.write(
    `the same requests alone: ${each(floors)}\nthe scan, ${String(calls)} calls: ${each(scans)}\n` +
      `seconds, in parentheses of the processor; best of both: ${(best(scans) / best(floors)).toFixed(2)}x\n`,
  );
}

void main();
