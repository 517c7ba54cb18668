/** Finds cells in the matrix by position and by content, and puts them into words. */
import { cellLabel, rowLabel, summaryLabel, userLabel } from "./describe";
import type { Left } from "./filter";
import type { Place, User } from "./model";
import { type Row, summaryOf } from "./rows";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./viewport";

/** What the reader has opened: a cell, an organization or repository, or a user. */
export type Selection =
  | { readonly kind: "cell"; readonly place: Place; readonly user: User }
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "user"; readonly user: User };

export interface Matrix {
  readonly rows: readonly Row[];
  readonly users: readonly User[];
  readonly isMatch: Left["isMatch"];
}

/** A cell. Row -1 holds the users' names, column 0 those of the repositories. */
export interface At {
  readonly row: number;
  readonly column: number;
}

/** The attribute by which events find their cell: `row:column`. */
export const AT = "data-at";

/** What a click on a cell opens; undefined where it folds a group. */
export function selectionAt({ rows, users }: Matrix, { row: number, column }: At): Selection | undefined {
  const user = users[column - 1];
  if (number < 0) return user === undefined ? undefined : { kind: "user", user };
  const row = rows[number];
  if (row === undefined || row.kind === "group") return undefined;
  const { place } = row;
  return user === undefined ? { kind: "place", place } : { kind: "cell", place, user };
}

/** Where a selection is; undefined where a filter or a closed group hides it. */
export function atOf({ rows, users }: Matrix, selection: Selection): At | undefined {
  const column = selection.kind === "place" ? 0 : users.indexOf(selection.user) + 1;
  if (selection.kind === "user") return column === 0 ? undefined : { row: -1, column };
  const row = rows.findIndex((it) => it.kind !== "group" && it.place === selection.place);
  return row < 0 || (selection.kind === "cell" && column === 0) ? undefined : { row, column };
}

export const isSelected = (selected: Selection | undefined, place: Place, user: User): boolean =>
  selected?.kind === "cell" && selected.place === place && selected.user === user;

/** The cell in words. */
export function labelAt({ rows, users }: Matrix, { row: number, column }: At): string {
  const [row, user] = [rows[number], users[column - 1]];
  if (row === undefined) return user === undefined ? "" : userLabel(user);
  return user === undefined ? rowLabel(row) : labelOf(row, user);
}

export function labelOf(row: Row, user: User): string {
  if (row.kind === "group") {
    const { path, repositories } = row.group;
    return summaryLabel(user, path, repositories.length, summaryOf(repositories, user));
  }
  const { place } = row;
  return cellLabel(user, place, place.entries?.get(user), place.organization?.entries?.get(user));
}

interface Size {
  readonly rows: number;
  readonly users: number;
  /** Rows in sight. */
  readonly page: number;
}

export const pagedBy = (height: number): number =>
  Math.max(Math.floor((height - HEAD_HEIGHT) / ROW_HEIGHT) - 1, 1);

/** Where a key leads from a cell; undefined where the key does not move. */
export function moved({ row, column }: At, { key, ctrlKey }: KeyboardEvent, size: Size): At | undefined {
  const [lastRow, lastColumn] = [size.rows - 1, size.users];
  const ways: Readonly<Record<string, At>> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    PageUp: { row: Math.max(row - size.page, 0), column },
    PageDown: { row: row + size.page, column },
    Home: { row: ctrlKey ? 0 : row, column: 0 },
    End: { row: ctrlKey ? lastRow : row, column: lastColumn },
  };
  const next = ways[key];
  if (next === undefined) return undefined;
  const at = { row: Math.min(Math.max(next.row, -1), lastRow), column: Math.min(next.column, lastColumn) };
  // The corner between both rows of names is empty, so the focus never goes there.
  return { row: at.row, column: Math.max(at.column, at.row < 0 ? 1 : 0) };
}
