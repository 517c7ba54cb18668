import type { Cloud } from "../api/call";
import type { Backdoor } from "../api/backdoor";
import { access } from "./access";
import type { Family, Level, MethodsOf, SeedOf, ShownOf } from "./family";
import { iam } from "./iam";
import { organizations } from "./organizations";
import { repositories } from "./repositories";
import { retentions } from "./retentions";
import { sharing } from "./sharing";
import { tags } from "./tags";

/** Every family of operations that the emulator knows: a line each. */
const known = [iam, organizations, repositories, tags, retentions, sharing, access];

export const families: readonly Family[] = known;

type Known = (typeof known)[number];

/** The methods of all back doors. */
export type Methods = MethodsOf<Known>;
/** What the families add to a seed. */
export type Seeded<L extends Level> = SeedOf<Known, L>;
/** What the families add to the state that is shown. */
export type Shown<L extends Level> = ShownOf<Known, L>;

/** Opens the back doors of all families as one. */
export function openBackdoor(cloud: Cloud): Backdoor<Methods> {
  const doors = families.flatMap((family) => family.backdoor?.(cloud) ?? []);
  return {
    methods: Object.assign({}, ...doors.map(({ methods }) => methods)) as Methods,
    controls: doors.flatMap(({ controls }) => controls),
  };
}
