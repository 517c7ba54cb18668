import * as pulumi from "@pulumi/pulumi";
import { door, type ResourceName } from "./door";
import { perProgram } from "./perProgram";

/** Values of the inputs that say where a resource is, with its region. */
type Place = Readonly<Record<string, unknown>>;
interface Claimant {
  readonly name: string;
  readonly inputs: Place;
}

/** The resources of one run of a program, by type and place. Several regions may have one place of the same names. */
const claimantsOfProgram = perProgram(() => new Map<string, Claimant[]>());

/** Which regions are one place depends on the settings: the provider knows. */
const refusalOfProgram = perProgram(() => {
  const config = new pulumi.Config("swr");
  return door().openClaims((key) => config.get(key));
});

function claim(type: ResourceName, place: readonly string[], name: string, inputs: Place): void {
  const claimants = claimantsOfProgram();
  const key = [type, ...place.map((input) => inputs[input])].join(" ");
  const others = (claimants.get(key) ?? []).filter((other) => other.name !== name);
  const own = { name, inputs };
  for (const other of others) {
    const refusal = refusalOfProgram()(type, own, other);
    if (refusal !== undefined) throw new pulumi.RunError(refusal);
  }
  claimants.set(key, [...others, own]);
}

const isPlain = (value: unknown): boolean => value === undefined || typeof value === "string";

/**
 * Refuses a second resource of one type on a place: at once where its names are plain, else as soon as they are known. `place`
 * names the inputs that say where a resource is. One that is left out is refused by the provider's check.
 */
export function claimPlace(type: ResourceName, place: readonly string[], name: string, args: object): void {
  const given: Readonly<Record<string, pulumi.Input<unknown>>> = { ...args };
  if (place.some((input) => given[input] === undefined)) return;
  const at = Object.fromEntries([...place, "region"].map((input) => [input, given[input]]));
  if (Object.values(at).every(isPlain)) claim(type, place, name, at);
  else
    pulumi.output(at).apply((known) => {
      claim(type, place, name, known);
    });
}
