import { type Emulator, startEmulator } from "../../../sandbox/emulator";

/** How many runs go on at once. A run mostly waits, so that many take little longer than one. */
const WIDTH = 6;

/** Does the work for every item, each on a fresh emulator. A failure of one item is its result, and does not stop the others. */
export async function inPool<Item, Result>(
  items: readonly Item[],
  work: (emulator: Emulator, item: Item) => Promise<Result>,
): Promise<Map<Item, Result | Error>> {
  const left = [...items];
  const results = new Map<Item, Result | Error>();
  const worker = async (): Promise<void> => {
    const emulator = await startEmulator();
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      emulator.reset();
      const result = await work(emulator, item).catch((thrown: unknown) =>
        thrown instanceof Error ? thrown : new Error(String(thrown)),
      );
      results.set(item, result);
    }
    await emulator.stop();
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return results;
}
