import type { Permission } from "../../provider/swr/access";
import type { Dialect } from "../../sandbox/emulator";
import type { Refresh, Writing } from "./state";
import type { Name, Naming, PlaceName, ResourceName } from "./declared";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** An edit of the program. One that does not apply, such as to a resource that is not there, changes nothing. */
export type Programming =
  | {
      readonly do: "declare";
      readonly of: ResourceName;
      readonly user: Name;
      readonly permission: Permission;
      readonly naming: Naming;
      /** In a policy: the index of the rule that is edited. */
      readonly rule?: 0 | 1;
    }
  | { readonly do: "drop"; readonly of: ResourceName; readonly user: Name; readonly rule?: 0 | 1 }
  /** In a policy: sets the patterns of a rule. Patterns for a rule that is not there add it. */
  | {
      readonly do: "patterns";
      readonly of: ResourceName;
      readonly rule: 0 | 1;
      readonly patterns: readonly string[];
    }
  /** In a policy with two rules: removes the second one. */
  | { readonly do: "unrule"; readonly of: ResourceName }
  | { readonly do: "exclusive"; readonly of: ResourceName; readonly on: boolean }
  | { readonly do: "takeOver"; readonly of: ResourceName; readonly on: boolean }
  | { readonly do: "ignore"; readonly of: ResourceName; readonly user: Name; readonly on: boolean }
  | { readonly do: "reorder"; readonly of: ResourceName }
  /** A new region. Endpoint and repository stay, so the resource is replaced in its place. */
  | { readonly do: "region"; readonly of: ResourceName; readonly region: string }
  | { readonly do: "replaceOnChanges"; readonly of: ResourceName; readonly on: boolean }
  /** Sets the option `import`, until a run has succeeded with it. */
  | { readonly do: "importing"; readonly of: ResourceName }
  | { readonly do: "rename"; readonly of: ResourceName; readonly to: ResourceName }
  | { readonly do: "move"; readonly of: ResourceName; readonly to: PlaceName }
  | { readonly do: "swap"; readonly of: ResourceName; readonly with: ResourceName }
  | {
      readonly do: "add";
      readonly of: ResourceName;
      readonly at: PlaceName;
      readonly takeOver: boolean;
      readonly users: readonly Name[];
      /** A repository's list that is not exclusive, beside a policy that is not either. */
      readonly beside?: boolean;
    }
  | { readonly do: "remove"; readonly of: ResourceName }
  | { readonly do: "clear" };

export type Change = Exclude<Programming, { do: "add" | "remove" | "rename" | "move" | "swap" | "clear" }>;

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
      /** Only requests to this place meet the fault. */
      readonly at?: PlaceName;
      /** The fault begins with the first write of this kind. */
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
