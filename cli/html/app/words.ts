/** The names and the order of permissions and statuses, for the whole view. */
import type { GrantStatus } from "../../report/types";

/** The letter of a permission in the matrix; `?` for a number that SWR does not document. */
export type Letter = "R" | "W" | "M" | "?";
export const LETTERS: readonly Letter[] = ["M", "W", "R", "?"];

const PERMISSIONS: Readonly<Record<string, { letter: Letter; rank: number }>> = {
  Read: { letter: "R", rank: 1 },
  Write: { letter: "W", rank: 3 },
  Manage: { letter: "M", rank: 7 },
};

export const letterOf = (permission: string): Letter => PERMISSIONS[permission]?.letter ?? "?";

/** How much a permission allows, by SWR's own numbers: Read 1, Write 3, Manage 7, `auth 5` five. None is 0. */
export const rankOf = (permission: string | null | undefined): number =>
  permission == null ? 0 : (PERMISSIONS[permission]?.rank ?? Number(/\d+/.exec(permission)?.[0] ?? 0));

interface PermissionWords {
  readonly name: string;
  readonly may: string;
}

export const PERMISSION_WORDS: Readonly<Record<Letter, PermissionWords>> = {
  M: { name: "Manage", may: "may do everything: also delete images, grant permissions and share" },
  W: { name: "Write", may: "may pull and push images and edit the repository" },
  R: { name: "Read", may: "may pull images" },
  "?": { name: "Other", may: "has a permission that SWR does not document" },
};

interface StatusWords {
  /** The word that stands beside a number: `3 drifted`. */
  readonly name: string;
  /** The sign at the corner of a cell; empty where the cell needs none. */
  readonly sign: string;
  readonly meaning: string;
}

export const STATUS_WORDS: Readonly<Record<GrantStatus, StatusWords>> = {
  undeclared: {
    name: "undeclared",
    sign: "+",
    meaning: "The stack manages this list and does not declare this user.",
  },
  expired: {
    name: "expired",
    sign: "!",
    meaning: "The declared end has passed, and the grant is still there.",
  },
  drifted: { name: "drifted", sign: "≠", meaning: "The permission is not the one that the stack declares." },
  missing: { name: "missing", sign: "−", meaning: "The stack declares this grant, and it is not there." },
  declared: { name: "declared", sign: "", meaning: "As the stack declares." },
  ignored: { name: "ignored", sign: "~", meaning: "The stack leaves this user alone (ignoreUsers)." },
  unmanaged: {
    name: "unmanaged",
    sign: "",
    meaning:
      "Not compared: no stack was given, it declares nothing for this list, or what it declares is encrypted.",
  },
};

/** What differs from the stack, the gravest first. */
export const DIFFERENCES: readonly GrantStatus[] = ["undeclared", "expired", "drifted", "missing"];
export const OTHER_STATUSES: readonly GrantStatus[] = ["declared", "ignored", "unmanaged"];

export const isDifference = (status: GrantStatus): boolean => DIFFERENCES.includes(status);
