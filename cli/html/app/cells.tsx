/** The parts of the matrix: the row with the users' names, a row's name, a cell. */
import { PermissionLetter } from "./chip";
import { differencesIn, marksOf, rowLabel, userLabel } from "./describe";
import { higher, type User } from "./model";
import { AT, type At, isSelected, labelOf, type Matrix, type Selection } from "./matrix";
import { type Row, type Summary, summaryOf } from "./rows";
import { count } from "./text";
import { CELL_WIDTH, px } from "./viewport";

interface Common extends Matrix {
  readonly active: At;
  readonly nameWidth: number;
  readonly selected: Selection | undefined;
}

const attributesOf = (active: At, row: number, column: number) => ({
  [AT]: `${String(row)}:${String(column)}`,
  tabIndex: active.row === row && active.column === column ? 0 : -1,
  "aria-colindex": column + 1,
});

const Differences = ({ differences }: { readonly differences: number }) =>
  differences > 0 ? <span class="number">{differences}</span> : null;

interface HeadProps extends Common {
  readonly columns: readonly number[];
}

export function Head({ users, columns, active, nameWidth, selected, rows }: HeadProps) {
  const repositories = rows.filter(({ kind }) => kind === "repository").length;
  return (
    <div role="row" aria-rowindex={1}>
      <div role="columnheader" aria-colindex={1} class="corner" style={{ width: px(nameWidth) }}>
        <span>{count(users.length, "user")} →</span>
        <span>{count(repositories, "repository", "repositories")} ↓</span>
      </div>
      {columns.map((column) => {
        const user = users[column];
        if (user === undefined) return null;
        const isChosen = selected?.kind === "user" && selected.user === user;
        return (
          <div
            key={column}
            role="columnheader"
            class={`user${isChosen ? " chosen" : ""}`}
            aria-label={userLabel(user)}
            title={user.id === "" ? user.name : `${user.name} (${user.id})`}
            style={{ left: px(nameWidth + column * CELL_WIDTH), width: px(CELL_WIDTH) }}
            {...attributesOf(active, -1, column + 1)}
          >
            <span class="name">{user.name}</span>
            <Differences differences={user.differences} />
          </div>
        );
      })}
    </div>
  );
}

interface RowProps extends Common {
  readonly row: Row;
  readonly number: number;
}

export function RowName({ row, number, active, nameWidth, selected }: RowProps) {
  const isChosen = row.kind !== "group" && selected?.kind === "place" && selected.place === row.place;
  return (
    <div
      role="rowheader"
      class={`name-cell level-${String(row.level)}${isChosen ? " chosen" : ""}`}
      aria-label={rowLabel(row)}
      title={row.kind === "group" ? row.group.path : row.place.path}
      style={{ width: px(nameWidth) }}
      {...attributesOf(active, number, 0)}
    >
      {row.kind !== "repository" && <span class={`fold${row.isOpen ? " open" : ""}`} aria-hidden="true" />}
      <span class="label">{row.label}</span>
      {row.kind !== "repository" && (
        <span class="size">{row.kind === "group" ? row.group.repositories.length : row.inside.length}</span>
      )}
      {row.kind !== "group" && marksOf(row.place).map((mark) => <Mark key={mark} mark={mark} />)}
      <Differences differences={differencesIn(row)} />
    </div>
  );
}

/** `public`, `shared`, `not read`. */
const Mark = ({ mark }: { readonly mark: string }) => (
  <span class={`mark ${mark === "list not read" ? "unread" : ""}`} title={mark}>
    {mark.replace("list ", "").replace(/ with.*/, "")}
  </span>
);

interface CellProps extends RowProps {
  readonly column: number;
}

export function Cell({ row, number, column, users, active, nameWidth, isMatch, selected }: CellProps) {
  const user = users[column];
  if (user === undefined) return null;
  const place = row.kind === "group" ? undefined : row.place;
  const own = place?.entries?.get(user);
  const given = place?.organization?.entries?.get(user);
  const isFaint = place !== undefined && !isMatch(own, given);
  const classes = [
    "cell",
    ...(isFaint ? ["faint"] : []),
    ...(place?.entries === null ? ["unread"] : []),
    ...(place !== undefined && isSelected(selected, place, user) ? ["chosen"] : []),
  ];
  return (
    <div
      role="gridcell"
      class={classes.join(" ")}
      aria-label={labelOf(row, user)}
      style={{ left: px(nameWidth + column * CELL_WIDTH), width: px(CELL_WIDTH) }}
      {...attributesOf(active, number, column + 1)}
    >
      <Content row={row} user={user} />
    </div>
  );
}

function Content({ row, user }: { readonly row: Row; readonly user: User }) {
  const own = row.kind === "group" ? undefined : row.place.entries?.get(user);
  const given = row.kind === "group" ? undefined : row.place.organization?.entries?.get(user);
  const entry = higher(own, given);
  const summary = hiddenBy(row, user);
  return (
    <>
      {entry !== undefined && (
        <PermissionLetter
          permission={entry.permission}
          source={entry === given ? "given" : "own"}
          status={own?.status ?? given?.status}
          // What differs in the organization's list has its sign once, in the organization's row.
          isUnsigned={own === undefined}
        />
      )}
      {entry === undefined && summary !== undefined && (
        <PermissionLetter permission={summary.highest} source="summary" />
      )}
      {summary !== undefined && summary.differences > 0 && <span class="dot" />}
    </>
  );
}

/** What a closed row hides of a user. */
function hiddenBy(row: Row, user: User): Summary | undefined {
  if (row.kind === "repository" || row.isOpen) return undefined;
  return summaryOf(row.kind === "group" ? row.group.repositories : row.inside, user);
}
