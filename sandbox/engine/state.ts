/** Property values as they cross gRPC, the resources that hold them, and the file these are saved in. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Props = Record<string, Value>;
type Identity = { urn: string; type: string; name: string; id: string };
/** URNs of all that it depends on, and of those whose outputs each of its inputs is made of. */
type Links = { dependencies: string[]; propertyDependencies: Record<string, string[]> };
type Content = { inputs: Props; outputs: Props; secrets: string[]; initErrors: string[] };
/** `external`: read by the program (`.get()`), not managed; `delete`: replaced, still to be deleted. */
export type Resource = Identity & Links & Content & { external: boolean; delete: boolean };

export const unsupported = (what: string): Error => new Error(`this engine does not support ${what}`);
export const MASK = "[secret]";
export const hide = (props: Props, keys: string[]): Props =>
  Object.fromEntries(Object.entries(props).map(([key, value]) => [key, keys.includes(key) ? MASK : value]));

/** A state's file, and the stack whose state it is. */
type Place = { file: string; name: string; stack: string };

export function readState({ file, name, stack }: Place): Resource[] {
  if (!existsSync(file)) return [];
  type Saved = Omit<Resource, "propertyDependencies"> & Partial<Resource>;
  const state = JSON.parse(readFileSync(file, "utf8")) as { owner: string; resources: Saved[] };
  if (state.owner !== `${name}/${stack}`) throw new Error(`${file} is the state of ${state.owner}`);
  // A state of an earlier version does not say what an input is made of.
  return state.resources.map((one) => ({ ...one, propertyDependencies: one.propertyDependencies ?? {} }));
}

type Saving = Place & { secrets: { mask: (text: string) => string }; resources: Resource[] };

export function writeState({ file, name, stack, secrets, resources: all }: Saving): void {
  const mask = (_: string, it: unknown): unknown => (typeof it === "string" ? secrets.mask(it) : it);
  const resources = all.map((one) => {
    return { ...one, inputs: hide(one.inputs, one.secrets), outputs: hide(one.outputs, one.secrets) };
  });
  const text = JSON.stringify({ version: 1, owner: `${name}/${stack}`, resources }, mask, 1);
  writeFileSync(`${file}.tmp`, text, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}
/** One run at a time changes a state; the lock of a process that is gone is taken over. */
export function lock(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    process.kill(Number(readFileSync(file, "utf8")), 0);
  } catch {
    rmSync(file, { force: true });
  }
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (cause) {
    throw new Error(`another run is changing this stack: wait until it ends (${file})`, { cause });
  }
  process.once("exit", rmSync.bind(undefined, file, { force: true }));
}
