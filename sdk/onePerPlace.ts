import * as pulumi from "@pulumi/pulumi";
import { door, type ResourceName } from "./door";
import { perProgram } from "./perProgram";

/** Values of the inputs that say where a resource is, with its region. */
type Place = Readonly<Record<string, unknown>>;
interface Claimant {
  readonly name: string;
  readonly inputs: Place;
}

/** The resources of one run of a program, by type and place without region. Resources in several regions share an entry. */
const claimantsOfProgram = perProgram(() => new Map<string, Claimant[]>());

/** Compares two claims. Which regions are one place depends on the settings, so the provider decides. */
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
 * Refuses a second resource of one type at a place: at once where the names of the place are plain texts, otherwise as soon
 * as they are known. `place`: the inputs that say where a resource is. Where one of them is missing, the provider's check
 * refuses the resource.
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
