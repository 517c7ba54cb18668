/** Entries in the details: all that is known of one, and many as a list. */
import { Permission, Status } from "./chip";
import type { Selection } from "./matrix";
import { byText, type Entry } from "./model";
import { time } from "./text";
import { isDifference, rankOf, STATUS_WORDS } from "./words";

export function EntryFacts({
  entry,
  isUnread,
}: {
  readonly entry: Entry | undefined;
  readonly isUnread: boolean;
}) {
  if (isUnread) return <p class="note">Could not be read: whether the user is in it is not known.</p>;
  if (entry === undefined) return <p class="quiet">No entry.</p>;
  const { permission, declared, status, declaredBy, expiresAt, listedAs, isUnknown, user } = entry;
  return (
    <dl class="facts">
      <dt>Has</dt>
      <dd>
        <Permission permission={permission} />
      </dd>
      <dt>Declared</dt>
      <dd>{declared ?? <span class="quiet">{status === "unmanaged" ? "not compared" : "nothing"}</span>}</dd>
      <dt>Status</dt>
      <dd>
        <Status status={status} />
        <p class="quiet">{STATUS_WORDS[status].meaning}</p>
      </dd>
      {expiresAt !== null && (
        <>
          <dt>{status === "expired" ? "Ended" : "Ends"}</dt>
          <dd>{time(expiresAt)}</dd>
        </>
      )}
      {declaredBy !== null && (
        <>
          <dt>{declared === null ? "Managed by" : "Declared by"}</dt>
          <dd class="code">{declaredBy}</dd>
        </>
      )}
      <dt>User id</dt>
      <dd>
        <span class="code">{user.id || "not known"}</span>
        {isUnknown && <p class="quiet">IAM has no user with this id any more.</p>}
      </dd>
      {listedAs !== user.name && (
        <>
          <dt>Listed as</dt>
          <dd>{listedAs}</dd>
        </>
      )}
    </dl>
  );
}

/** The largest number of entries that a list shows. */
const MOST = 100;

interface ListedProps {
  readonly entries: readonly Entry[];
  readonly nameOf: (entry: Entry) => string;
  readonly onOpen: (selection: Selection) => void;
}

export function Listed({ entries, nameOf, onOpen }: ListedProps) {
  const sorted = [...entries].sort(
    (a, b) =>
      Number(isDifference(b.status)) - Number(isDifference(a.status)) ||
      rankOf(b.permission) - rankOf(a.permission) ||
      byText(nameOf(a), nameOf(b)),
  );
  return (
    <>
      <ul class="entries short">
        {sorted.slice(0, MOST).map((entry) => (
          <li key={nameOf(entry)}>
            <button
              type="button"
              onClick={() => {
                onOpen({ kind: "cell", ...entry });
              }}
            >
              <span class="who">{nameOf(entry)}</span>
              {isDifference(entry.status) && <Status status={entry.status} />}
              <Permission permission={entry.permission} />
            </button>
          </li>
        ))}
      </ul>
      {sorted.length > MOST && (
        <p class="quiet">
          and {(sorted.length - MOST).toLocaleString("en")} more: filter the matrix to see them.
        </p>
      )}
    </>
  );
}
