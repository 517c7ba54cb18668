import type { Entry } from "./model";
import { excessOf } from "./model";
import type { GrantStatus } from "../../report/types";
import { isDifference, letterOf, PERMISSION_WORDS, STATUS_WORDS } from "./words";

/** The class of a permission's colour. */
export const shade = (permission: string | null | undefined): string => {
  if (permission == null) return "none";
  const letter = letterOf(permission);
  return letter === "?" ? "other" : letter.toLowerCase();
};

/** The sign of a status. The style sheet draws it, so that screen readers skip it: words beside it say the same. */
export const Sign = ({ status }: { readonly status: GrantStatus }) =>
  STATUS_WORDS[status].sign === "" ? null : <span class="sign" data-sign={STATUS_WORDS[status].sign} />;

interface LetterProps {
  readonly permission: string | null;
  readonly source?: "own" | "given" | "below";
  readonly status?: GrantStatus | undefined;
  /** Shows the colour of the status without its sign. */
  readonly isUnsigned?: boolean;
}

/**
 * A permission as colour and letter, with the sign of its status at the corner where the status has one. Screen readers skip
 * it, since the cell around it has a label that says the same in words.
 */
export function PermissionLetter({ permission, source = "own", status, isUnsigned = false }: LetterProps) {
  return (
    <span class={`letter ${shade(permission)} ${source} ${status ?? ""}`} aria-hidden="true">
      {permission === null ? "" : letterOf(permission)}
      {status !== undefined && !isUnsigned && <Sign status={status} />}
    </span>
  );
}

/** A permission as a word on its colour. */
export const Permission = ({ permission }: { readonly permission: string | null }) => (
  <span
    class={`permission ${shade(permission)}`}
    title={permission === null ? "" : PERMISSION_WORDS[letterOf(permission)].may}
  >
    {permission ?? "no access"}
  </span>
);

interface StatusProps {
  readonly status: GrantStatus;
  readonly text?: string;
}

/** A status with its sign. */
export const Status = ({ status, text = STATUS_WORDS[status].name }: StatusProps) => (
  <span class={`status ${status}`} title={STATUS_WORDS[status].meaning}>
    <Sign status={status} />
    {text}
  </span>
);

/** Whether an entry gives more than what is declared. */
export const givesMore = (entry: Entry): boolean => isDifference(entry.status) && excessOf(entry) > 0;
