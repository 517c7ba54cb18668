/** The page: the verdict, the controls, what differs, and the matrix. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type ControlsProps, Found, type Orders, StatusFilter, Toolbar } from "./controls";
import { Details } from "./details";
import { applyFilter, type Filter, isFiltering, NO_FILTER } from "./filter";
import { Grid } from "./grid";
import { Header, Totals, Verdict } from "./header";
import type { Selection } from "./matrix";
import type { Model } from "./model";
import { Overview } from "./overview";
import { onPaper } from "./paper";
import { compare, foldable, rowsOf } from "./rows";
import { useTheme } from "./theme";

interface Opened {
  readonly selection: Selection;
  readonly by: "keyboard" | "pointer" | "list";
}

export function App({ model }: { readonly model: Model }) {
  const hasDifferences = model.differences.length > 0;
  const { isDark, onTheme } = useTheme();
  const [filter, setFilter] = useState(NO_FILTER);
  const [orders, setOrders] = useState<Orders>({
    repositories: hasDifferences ? "differences" : "name",
    users: hasDifferences ? "differences" : "power",
  });
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<Opened>();
  const [target, setTarget] = useState<Selection>();
  const page = useRef<HTMLDivElement>(null);

  const isFiltered = isFiltering(filter);
  const left = useMemo(() => applyFilter(model, filter), [model, filter]);
  const users = useMemo(() => [...left.users].sort(compare(orders.users)), [left, orders.users]);
  const rows = useMemo(
    () => rowsOf({ ...model, places: left.places, closed, order: orders.repositories }),
    [model, left, closed, orders.repositories],
  );
  useEffect(() => onPaper({ model, left, isFiltered }), [model, left, isFiltered]);

  const onToggle = (key: string): void => {
    const next = new Set(closed);
    if (!next.delete(key)) next.add(key);
    setClosed(next);
  };
  /** Opens details from a list beside the matrix, and brings the cell into sight. */
  const openFromList = (selection: Selection): void => {
    setOpened({ selection, by: "list" });
    setTarget({ ...selection });
    if (selection.kind === "user") return;
    const { path } = selection.place;
    setClosed(new Set([...closed].filter((key) => !isInside(path, key))));
  };
  const close = (): void => {
    if (opened === undefined) return;
    setOpened(undefined);
    // The focus goes back into the matrix, unless it never left.
    if (opened.by !== "pointer") focusCell(page.current);
  };
  const controls: ControlsProps = {
    ...{ model, filter, orders, isFiltered, areAllOpen: closed.size === 0 },
    onFilter: (change: Partial<Filter>) => {
      setFilter({ ...filter, ...change });
    },
    onOrders: (change: Partial<Orders>) => {
      setOrders({ ...orders, ...change });
    },
    onClear: () => {
      setFilter(NO_FILTER);
    },
    onFoldAll: () => {
      setClosed(new Set(closed.size === 0 ? foldable(model.organizations) : []));
    },
  };

  return (
    <div class="page" ref={page}>
      <Header {...{ model, isDark, onTheme }} />
      <div class="summary">
        <Verdict model={model} />
        <div>
          <Totals model={model} />
          <StatusFilter {...controls} />
        </div>
      </div>
      <aside class={opened === undefined ? "" : "opened"} aria-label="Findings and details">
        {opened === undefined ? (
          <Overview model={model} onOpen={openFromList} />
        ) : (
          <Details
            model={model}
            selection={opened.selection}
            takesFocus={opened.by !== "pointer"}
            onOpen={openFromList}
            onFilterUser={({ name }) => {
              setFilter({ ...NO_FILTER, user: name });
            }}
            onClose={close}
          />
        )}
      </aside>
      <main>
        <Toolbar {...controls} />
        <Found
          rows={rows.filter(({ kind }) => kind === "repository").length}
          users={users.length}
          isFiltered={isFiltered}
        />
        {rows.length === 0 ? (
          <Nothing {...controls} />
        ) : (
          <Grid
            {...{ rows, users, target, onToggle }}
            isMatch={left.isMatch}
            selected={opened?.selection}
            onSelect={(selection, byKeyboard) => {
              setOpened({ selection, by: byKeyboard ? "keyboard" : "pointer" });
            }}
            onEscape={close}
          />
        )}
      </main>
    </div>
  );
}

/** Whether a closed row, `team-a` or `team-a/web/`, hides a repository. */
const isInside = (path: string, key: string): boolean => path.startsWith(key.endsWith("/") ? key : `${key}/`);

const focusCell = (page: HTMLElement | null): void =>
  page?.querySelector<HTMLElement>('[data-at][tabindex="0"]')?.focus({ preventScroll: true });

function Nothing({ model, isFiltered, onClear }: ControlsProps) {
  if (isFiltered)
    return (
      <div class="nothing">
        <p>Nothing matches the filter.</p>
        <button type="button" onClick={onClear}>
          Show everything
        </button>
      </div>
    );
  const hasFailed = model.report.unread.length > 0;
  return (
    <div class="nothing">
      <p>
        {hasFailed ? "No organization could be read." : "There is no organization that the caller can see."}
      </p>
    </div>
  );
}
