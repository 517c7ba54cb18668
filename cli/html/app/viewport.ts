/** Which rows and columns of the matrix are in sight: only these are in the document. */
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useState } from "preact/hooks";

export const ROW_HEIGHT = 28;
export const CELL_WIDTH = 32;
export const HEAD_HEIGHT = 124;
/** How many rows and columns are drawn before they come into sight. The drawn part moves in steps of this size. */
const AHEAD = 4;

/** A length as style sheets have it. */
export const px = (length: number): string => `${String(length)}px`;

export interface Range {
  readonly from: number;
  /** The first number after the range. */
  readonly to: number;
}

export interface Viewport {
  readonly rows: Range;
  readonly columns: Range;
  /** Width of the column with the names of repositories. */
  readonly nameWidth: number;
}

const NOTHING: Viewport = { rows: { from: 0, to: 0 }, columns: { from: 0, to: 0 }, nameWidth: 0 };

function rangeOf(offset: number, length: number, size: number): Range {
  const from = Math.floor(offset / size / AHEAD) * AHEAD - AHEAD;
  const to = Math.ceil((offset + length) / size / AHEAD) * AHEAD + AHEAD;
  return { from: Math.max(from, 0), to };
}

export const nameWidthIn = (width: number): number => (width < 560 ? 148 : width < 800 ? 220 : 288);

function viewportOf({ scrollTop, scrollLeft, clientWidth, clientHeight }: HTMLElement): Viewport {
  const nameWidth = nameWidthIn(clientWidth);
  return {
    rows: rangeOf(scrollTop, clientHeight - HEAD_HEIGHT, ROW_HEIGHT),
    columns: rangeOf(scrollLeft, clientWidth - nameWidth, CELL_WIDTH),
    nameWidth,
  };
}

const isSame = (a: Viewport, b: Viewport): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The part of a scrolling box that is in sight, and a function that measures it again. */
export function useViewport(box: RefObject<HTMLElement | null>): [Viewport, () => void] {
  const [viewport, setViewport] = useState(NOTHING);
  const look = useCallback(() => {
    if (box.current === null) return;
    const next = viewportOf(box.current);
    setViewport((old) => (isSame(old, next) ? old : next));
  }, [box]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [box, look]);
  return [viewport, look];
}

/** Scrolls a box no further than needed to bring a cell into sight. Row -1 is the head, column 0 the names: always in sight. */
export function scrollTo(element: HTMLElement, row: number, column: number, isCentred = false): void {
  const height = element.clientHeight - HEAD_HEIGHT;
  const width = element.clientWidth - nameWidthIn(element.clientWidth);
  const fit = (now: number, start: number, size: number, room: number): number => {
    if (start >= now && start + size <= now + room) return now;
    if (isCentred) return start - (room - size) / 2;
    return start < now ? start : start + size - room;
  };
  if (row >= 0) element.scrollTop = fit(element.scrollTop, row * ROW_HEIGHT, ROW_HEIGHT, height);
  if (column > 0) element.scrollLeft = fit(element.scrollLeft, (column - 1) * CELL_WIDTH, CELL_WIDTH, width);
}
