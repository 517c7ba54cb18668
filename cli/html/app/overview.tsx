/** The overview beside the matrix while no cell is open: the differences, the most powerful users, what the report can't see. */
import { useState } from "preact/hooks";
import { givesMore, Permission, shade, Status } from "./chip";
import type { Selection } from "./matrix";
import { byPower, byText, type Entry, type Model, type User } from "./model";
import { count, visible } from "./text";
import { LETTERS, PERMISSION_WORDS, STATUS_WORDS } from "./words";

interface OverviewProps {
  readonly model: Model;
  readonly onOpen: (selection: Selection) => void;
}

/** How many items a list shows before somebody asks for more. */
const STEP = matchMedia("(width < 900px)").matches ? 5 : 50;

export const Overview = ({ model, onOpen }: OverviewProps) => (
  <>
    {model.differences.length > 0 && <DifferencesPanel model={model} onOpen={onOpen} />}
    <Powerful model={model} onOpen={onOpen} />
    <Unread model={model} />
    <BlindSpots model={model} />
  </>
);

function DifferencesPanel({ model, onOpen }: OverviewProps) {
  const more = model.differences.filter(givesMore);
  const less = model.differences.filter((it) => !givesMore(it));
  return (
    <section aria-labelledby="differences">
      <h2 id="differences">Differences</h2>
      <EntryList title="More access than declared" entries={more} onOpen={onOpen} />
      <EntryList title="Less access than declared" entries={less} onOpen={onOpen} />
      {model.repeats > 0 && (
        <p class="quiet">
          {count(model.repeats, "entry", "entries")} of repositories repeat those of their organizations. This
          page counts such entries once.
        </p>
      )}
    </section>
  );
}

/** Organizations and repositories that the stack is about, and that are not there. */
export const absentIn = (organizations: Model["organizations"]): number =>
  organizations.flatMap((it) => [it, ...it.repositories]).filter(({ isMissing }) => isMissing).length;

/** Whether "no differences" proves that access is as declared: every list was read, and the stack manages each of them. */
export const isProof = ({ report, organizations, counts }: Model): boolean =>
  report.stack !== null && organizations.length > 0 && !isPartial(report) && counts.unmanaged === 0;

const isPartial = ({ unread }: Model["report"]): boolean => unread.length > 0;

/** Why the list of differences is empty. */
export function noDifferences({ report, organizations, counts: { unmanaged } }: Model): string {
  if (report.stack === null)
    return "No stack was given, so nothing was compared. Run the report with --stack-export to see who has more access than declared.";
  if (isPartial(report)) return "Nothing differs in what could be read.";
  if (organizations.length === 0) return "The caller sees no organization, so there was nothing to compare.";
  if (unmanaged > 0)
    return `Nothing differs in the lists that the stack manages. ${count(unmanaged, "grant")} ${unmanaged === 1 ? "is" : "are"} in other lists.`;
  return "Everybody in this report has exactly the access that the stack declares.";
}

interface EntryListProps {
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly onOpen: (selection: Selection) => void;
}

function EntryList({ title, entries, onOpen }: EntryListProps) {
  const [shown, setShown] = useState(STEP);
  if (entries.length === 0) return null;
  return (
    <>
      <h3>
        {title} <span class="tally">{entries.length.toLocaleString("en")}</span>
      </h3>
      <ul class="entries">
        {entries.slice(0, shown).map((entry) => (
          <li key={`${entry.user.id} ${entry.user.name} ${entry.place.path}`}>
            <button
              type="button"
              onClick={() => {
                onOpen({ kind: "cell", ...entry });
              }}
            >
              <span class="who">{entry.user.name}</span>
              <Permission permission={entry.permission} />
              <span class="where">
                {entry.place.path}
                {entry.place.organization === undefined && " (organization)"}
              </span>
              <Status status={entry.status} text={against(entry)} />
            </button>
          </li>
        ))}
      </ul>
      {shown < entries.length && (
        <button
          type="button"
          class="more"
          onClick={() => {
            setShown(shown + STEP);
          }}
        >
          Show {Math.min(STEP, entries.length - shown)} more
        </button>
      )}
    </>
  );
}

/** What the stack declares in place of an entry, to stand beside the sign of its status. */
const against = ({ status, declared }: Entry): string =>
  declared !== null && (status === "drifted" || status === "missing")
    ? `declared ${declared}`
    : STATUS_WORDS[status].name;

/** How many of the most powerful users are listed. */
const TOP = 8;

function Powerful({ model, onOpen }: OverviewProps) {
  const ranked = model.users
    .filter(({ reach }) => LETTERS.some((letter) => reach[letter] > 0))
    .sort((a, b) => byPower(a.reach, b.reach) || byText(a.name, b.name))
    .slice(0, TOP);
  const total = Math.max(model.report.totals.repositories, 1);
  return (
    <section class="after" aria-labelledby="powerful">
      <h2 id="powerful">Most powerful users</h2>
      {ranked.length === 0 && <p class="quiet">No list names anybody.</p>}
      <ol class="ranks">
        {ranked.map((user) => (
          <li key={user.id || user.name}>
            <button
              type="button"
              onClick={() => {
                onOpen({ kind: "user", user });
              }}
            >
              <span class="who">{user.name}</span>
              <span class="reach">{reachOf(user)}</span>
              <Bar user={user} total={total} />
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** `manages 12, writes 3`. */
export const reachOf = ({ reach }: User): string =>
  LETTERS.filter((letter) => reach[letter] > 0)
    .map((letter) => `${PERMISSION_WORDS[letter].name} ${reach[letter].toLocaleString("en")}`)
    .join(", ") || "no repository";

const Bar = ({ user, total }: { readonly user: User; readonly total: number }) => (
  <span class="bar" aria-hidden="true">
    {LETTERS.map((letter) => (
      <span
        key={letter}
        class={shade(PERMISSION_WORDS[letter].name)}
        style={{ width: `${String((100 * user.reach[letter]) / total)}%` }}
      />
    ))}
  </span>
);

function Unread({ model: { report } }: { readonly model: Model }) {
  if (report.unread.length === 0) return null;
  return (
    <section class="after" aria-labelledby="unread">
      <h2 id="unread">
        Could not be read <span class="tally">{report.unread.length}</span>
      </h2>
      <dl class="unread-list">
        {report.unread.map(({ subject, message }, index) => (
          <div key={index}>
            <dt>{subject === "" ? "The list of organizations" : visible(subject)}</dt>
            <dd>{visible(message)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function BlindSpots({ model: { report } }: { readonly model: Model }) {
  if (report.blindSpots.length === 0) return null;
  return (
    <section class="after" aria-labelledby="blind">
      <h2 id="blind">What no report can see</h2>
      <ul class="plain">
        {report.blindSpots.map((sentence) => (
          <li key={sentence}>{visible(sentence)}</li>
        ))}
      </ul>
    </section>
  );
}
