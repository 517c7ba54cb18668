import type { Permission } from "../../provider/swr/access";
import type { Dialect } from "../../sandbox/emulator";
import type { Refresh, Writing } from "./engine";
import type { Name, PlaceName, Programming, ResourceName } from "./program";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** A change that others make to a list, a repository or an organization. */
export type Edit =
  | { readonly do: "grant"; readonly at: PlaceName; readonly user: Name; readonly auth: number }
  | { readonly do: "revoke"; readonly at: PlaceName; readonly user: Name }
  | {
      readonly do: "organization";
      readonly at: PlaceName;
      readonly user: Name;
      readonly auth: number | null;
    }
  | { readonly do: "repository"; readonly at: PlaceName; readonly exists: boolean };

/** A trouble during the next command. */
export type Trouble =
  | {
      readonly do: "fault";
      readonly fault: string;
      readonly method: Method | undefined;
      readonly nth: number;
      readonly times: number | "forever";
      /** Only there. */
      readonly at?: PlaceName;
      /** From the first write of this kind on. */
      readonly during?: Writing;
    }
  | { readonly do: "race"; readonly nth: number; readonly edit: Edit }
  | { readonly do: "writer"; readonly user: Name; readonly permission: Permission };

/** How a program is run. */
interface Way {
  readonly refresh: Refresh;
  /** The options `--target` and `--replace`. Names that neither state nor program has are ignored. */
  readonly targets?: readonly ResourceName[];
  readonly replace?: readonly ResourceName[];
  readonly triggered?: readonly ResourceName[];
}

export type Command =
  | ({ readonly do: "preview" } & Way)
  | ({ readonly do: "up" } & Way)
  | ({
      readonly do: "kill";
      /** `up` with a provider that is killed when its n-th request with the method is seen. */
      readonly method: Method;
      readonly nth: number;
      readonly when: "before" | "after";
      /** If set, requests count from the first write of this kind on. */
      readonly during?: Writing;
    } & Way)
  | { readonly do: "refresh"; readonly targets?: readonly ResourceName[] }
  | { readonly do: "destroy"; readonly refresh?: Refresh; readonly targets?: readonly ResourceName[] }
  | { readonly do: "import"; readonly of: ResourceName; readonly at: PlaceName };

export type Step =
  Edit | Programming | Trouble | Command | { readonly do: "dialect"; readonly choice: Partial<Dialect> };

export interface Sequence {
  readonly method: "key" | "token";
  readonly host: "hooks" | "plugin";
  /** Whether writes run beside the next checks, and deletes beside each other. */
  readonly parallel: boolean;
  readonly steps: readonly Step[];
}
