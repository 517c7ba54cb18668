/** The matrix: a tree grid. The document holds only the rows and columns in sight, and the cell that has the focus. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { PermissionLetter } from "./chip";
import { Cell, Head, RowName } from "./cells";
import {
  type At,
  AT,
  atOf,
  labelAt,
  type Matrix,
  moved,
  pagedBy,
  selectionAt,
  type Selection,
} from "./matrix";
import type { Row } from "./rows";
import { CELL_WIDTH, HEAD_HEIGHT, px, type Range, ROW_HEIGHT, scrollTo, useViewport } from "./viewport";
import { LETTERS, PERMISSION_WORDS } from "./words";

interface GridProps extends Matrix {
  readonly selected: Selection | undefined;
  /** The selection to scroll to, each time it is another object. */
  readonly target: Selection | undefined;
  readonly onSelect: (selection: Selection, byKeyboard: boolean) => void;
  readonly onToggle: (key: string) => void;
  readonly onEscape: () => void;
}

/** What the letters mean. Each cell has its meaning as a label too. */
const Legend = () => (
  <p class="legend">
    {LETTERS.filter((letter) => letter !== "?").map((letter) => (
      <span key={letter}>
        <PermissionLetter permission={PERMISSION_WORDS[letter].name} /> {PERMISSION_WORDS[letter].name}
      </span>
    ))}
    <span>
      <PermissionLetter permission="Read" source="given" /> through the organization
    </span>
  </p>
);

/** The numbers of the rows or columns to draw: those in sight, and the one that has the focus. */
function numbersIn({ from, to }: Range, total: number, active: number): number[] {
  const end = Math.min(to, total);
  const numbers = Array.from({ length: Math.max(end - from, 0) }, (_, index) => from + index);
  const isOutside = active >= 0 && active < total && (active < from || active >= end);
  return isOutside ? [...numbers, active].sort((a, b) => a - b) : numbers;
}

interface LineProps extends GridProps {
  readonly row: Row;
  readonly number: number;
  readonly columns: readonly number[];
  readonly active: At;
  readonly nameWidth: number;
}

/** One row of the matrix: its name, and its cells in the columns that are drawn. */
const Line = (props: LineProps) => {
  const { row, number, columns } = props;
  return (
    <div
      role="row"
      class={`row ${row.kind}`}
      aria-rowindex={number + 2}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      {...(row.kind === "repository" ? {} : { "aria-expanded": row.isOpen })}
      style={{ top: px(number * ROW_HEIGHT), height: px(ROW_HEIGHT) }}
    >
      <RowName {...props} />
      {columns.map((column) => (
        <Cell key={column} {...{ ...props, column }} />
      ))}
    </div>
  );
};

export function Grid(props: GridProps) {
  const { rows, users, onToggle, onSelect, onEscape, target } = props;
  const box = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const headBand = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const mustFocus = useRef(false);
  const [{ rows: rowRange, columns: columnRange, nameWidth }, look] = useViewport(box);
  const [wanted, setWanted] = useState<At>({ row: 0, column: 0 });
  const active: At = {
    row: Math.min(wanted.row, rows.length - 1),
    column: Math.min(wanted.column, users.length),
  };

  const go = (at: At, isFocused: boolean, isCentred = false): void => {
    if (box.current !== null) scrollTo(box.current, at.row, at.column, isCentred);
    look();
    mustFocus.current = isFocused;
    setWanted(at);
  };
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    box.current
      ?.querySelector<HTMLElement>(`[${AT}="${String(active.row)}:${String(active.column)}"]`)
      ?.focus({
        preventScroll: true,
      });
  });
  useEffect(() => {
    const at = target === undefined ? undefined : atOf(props, target);
    if (at !== undefined) go(at, false, true);
    // Only a new target scrolls the matrix; a change of the filter does not.
  }, [target]);

  const open = (at: At, byKeyboard: boolean): void => {
    const selection = selectionAt(props, at);
    const row = rows[at.row];
    if (selection !== undefined) onSelect(selection, byKeyboard);
    else if (row !== undefined && row.kind !== "repository") onToggle(row.key);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active.row];
    const { key } = event;
    const foldsRow = active.column === 0 && row !== undefined && row.kind !== "repository";
    if (key === "Enter" || key === " ") open(active, true);
    else if (key === "Escape") onEscape();
    else if (foldsRow && ((key === "ArrowRight" && !row.isOpen) || (key === "ArrowLeft" && row.isOpen)))
      onToggle(row.key);
    else {
      const page = pagedBy(box.current?.clientHeight ?? 0);
      const next = moved(active, event, { rows: rows.length, users: users.length, page });
      if (next === undefined) return;
      go(next, true);
    }
    event.preventDefault();
  };

  const cellUnder = (event: Event): At | undefined => {
    const place =
      event.target instanceof Element ? event.target.closest(`[${AT}]`)?.getAttribute(AT) : undefined;
    const [row, column] = (place ?? "").split(":").map(Number);
    return row === undefined || column === undefined ? undefined : { row, column };
  };
  const onClick = (event: MouseEvent): void => {
    const at = cellUnder(event);
    if (at === undefined) return;
    const row = rows[at.row];
    go(at, true);
    const isFold = event.target instanceof Element && event.target.closest(".fold") !== null;
    if (isFold && row !== undefined) onToggle(row.key);
    else open(at, false);
  };
  /** Marks the column under the pointer or the focus, and writes out what the cell says. */
  const onPoint = (event: Event): void => {
    const at = cellUnder(event);
    for (const element of [band.current, headBand.current]) {
      if (element === null) continue;
      element.hidden = at === undefined || at.column === 0;
      element.style.left = px(nameWidth + ((at?.column ?? 1) - 1) * CELL_WIDTH);
    }
    if (readout.current !== null) readout.current.textContent = at === undefined ? "" : labelAt(props, at);
  };

  const columns = numbersIn(columnRange, users.length, active.column - 1);
  const width = px(nameWidth + users.length * CELL_WIDTH);
  return (
    <div class="matrix">
      <div
        ref={box}
        class="grid"
        role="treegrid"
        aria-label="Who may do what: repositories as rows, users as columns"
        aria-rowcount={rows.length + 1}
        aria-colcount={users.length + 1}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onPointerOver={onPoint}
        onFocusIn={onPoint}
      >
        <div role="rowgroup" class="head" style={{ width, height: px(HEAD_HEIGHT) }}>
          <div ref={headBand} class="band" role="presentation" hidden />
          <Head {...{ ...props, columns, active, nameWidth }} />
        </div>
        <div role="rowgroup" class="body" style={{ width, height: px(rows.length * ROW_HEIGHT) }}>
          <div ref={band} class="band" role="presentation" hidden />
          {numbersIn(rowRange, rows.length, active.row).map((number) => {
            const row = rows[number];
            if (row === undefined) return null;
            return <Line key={row.key} {...{ ...props, row, number, columns, active, nameWidth }} />;
          })}
        </div>
      </div>
      <div class="foot" aria-hidden="true">
        <p ref={readout} class="readout" />
        <Legend />
      </div>
    </div>
  );
}
