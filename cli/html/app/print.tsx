/** The report on paper: lists of what the filter leaves. A wide matrix would not fit on a page. */
import { comparison } from "./describe";
import type { Left } from "./filter";
import { Totals, verdictOf } from "./header";
import { byText, type Entry, type Model, type Place } from "./model";
import { count, time, visible } from "./text";
import { isDifference, LETTERS, letterOf, PERMISSION_WORDS, STATUS_WORDS } from "./words";

export interface PaperProps {
  readonly model: Model;
  readonly left: Left;
  readonly isFiltered: boolean;
}

export function Paper({ model, left, isFiltered }: PaperProps) {
  const { report, organizations, differences } = model;
  const { title, more } = verdictOf(model);
  const origin = [report.stack, report.region, time(report.createdAt)].filter((it) => it !== null);
  const users = new Set(left.users);
  const isLeft = (entry: Entry): boolean => users.has(entry.user) && left.places.has(entry.place);
  return (
    <>
      <h1>Access report</h1>
      <p>{origin.map(visible).join(" · ")}</p>
      <Totals model={model} />
      <p>
        <b>{title}</b>: {more}
      </p>
      {isFiltered && <p>Filtered: only a part of the report is printed.</p>}
      <DifferenceTable entries={differences.filter((it) => isLeft(it) && left.isMatch(it, undefined))} />
      {organizations.map((place) => (
        <OrganizationPart key={place.path} place={place} left={left} isLeft={isLeft} />
      ))}
      <Limits model={model} />
    </>
  );
}

function DifferenceTable({ entries }: { readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <table class="differences">
      <caption>{count(entries.length, "difference")}</caption>
      <thead>
        <tr>
          {["User", "Where", "Has", "Declared", "Status"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map(({ user, place, permission, declared, status, expiresAt }) => (
          <tr key={`${user.name} ${place.path}`}>
            <th scope="row">{user.name}</th>
            <td>{place.organization === undefined ? `organization ${place.path}` : place.path}</td>
            <td>{permission ?? "–"}</td>
            <td>{declared ?? "–"}</td>
            <td>
              {STATUS_WORDS[status].name}
              {status === "expired" && expiresAt !== null && ` ${time(expiresAt)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface PartProps {
  readonly place: Place;
  readonly left: Left;
  readonly isLeft: (entry: Entry) => boolean;
}

function OrganizationPart({ place, left, isLeft }: PartProps) {
  const shown = [place, ...place.repositories].filter((it) => left.places.has(it));
  if (shown.length === 0) return null;
  const columns = LETTERS.filter(
    (letter) => letter !== "?" || place.reach["?"] > 0 || shown.some((it) => it.reach["?"] > 0),
  );
  return (
    <table class="access">
      <caption>{place.path}: who may do what</caption>
      <thead>
        <tr>
          <th scope="col">Repository</th>
          {columns.map((letter) => (
            <th key={letter} scope="col">
              {PERMISSION_WORDS[letter].name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((it) => (
          <tr key={it.path}>
            <th scope="row">
              {it.organization === undefined ? `all of ${it.path}` : it.name}
              {it.isMissing && " (not there)"}
              {it.isPublic && " (public)"}
              {it.sharedWith !== null &&
                it.sharedWith.length > 0 &&
                ` (shared with ${it.sharedWith.join(", ")})`}
            </th>
            {it.entries === null && <td colSpan={columns.length}>could not be read</td>}
            {it.entries !== null &&
              columns.map((letter) => (
                <Names key={letter} letter={letter} place={it} left={left} isLeft={isLeft} />
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Names({ letter, place, left, isLeft }: PartProps & { readonly letter: string }) {
  const entries = [...(place.entries?.values() ?? [])].filter(
    (it) =>
      letterOf(it.permission ?? it.declared ?? "") === letter && isLeft(it) && left.isMatch(it, undefined),
  );
  entries.sort((a, b) => byText(a.user.name, b.user.name));
  return (
    <td>
      {entries.map((entry, index) => (
        <span key={entry.user.id || entry.user.name}>
          {index > 0 && ", "}
          {isDifference(entry.status) ? (
            <b>{`${entry.user.name} (${comparison(entry)})`}</b>
          ) : (
            entry.user.name
          )}
        </span>
      ))}
    </td>
  );
}

const Limits = ({ model: { report } }: { readonly model: Model }) => (
  <>
    {report.unread.length > 0 && (
      <>
        <h2>Could not be read</h2>
        <ul>
          {report.unread.map(({ subject, message }, index) => (
            <li key={index}>
              {subject === "" ? "The list of organizations" : visible(subject)}: {visible(message)}
            </li>
          ))}
        </ul>
      </>
    )}
    {report.blindSpots.length > 0 && (
      <>
        <h2>What no report can see</h2>
        <ul>
          {report.blindSpots.map((it) => (
            <li key={it}>{visible(it)}</li>
          ))}
        </ul>
      </>
    )}
  </>
);
