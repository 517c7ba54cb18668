/** The controls that filter and sort the matrix. */
import type { GrantStatus } from "../../report/types";
import { PermissionLetter, Sign } from "./chip";
import type { Filter } from "./filter";
import type { Model } from "./model";
import { type Order, ORDERS } from "./rows";
import { count } from "./text";
import {
  DIFFERENCES,
  isDifference,
  type Letter,
  LETTERS,
  OTHER_STATUSES,
  PERMISSION_WORDS,
  STATUS_WORDS,
} from "./words";

const ORDER_NAMES: Readonly<Record<Order, string>> = {
  differences: "by differences",
  power: "by power",
  name: "by name",
};

export interface Orders {
  readonly repositories: Order;
  readonly users: Order;
}

export interface ControlsProps {
  readonly model: Model;
  readonly filter: Filter;
  readonly orders: Orders;
  readonly isFiltered: boolean;
  readonly areAllOpen: boolean;
  readonly onFilter: (change: Partial<Filter>) => void;
  readonly onOrders: (change: Partial<Orders>) => void;
  readonly onClear: () => void;
  readonly onFoldAll: () => void;
}

const toggled = <T,>(set: ReadonlySet<T>, ...values: readonly T[]): ReadonlySet<T> => {
  const next = new Set(set);
  const areAllIn = values.every((value) => set.has(value));
  for (const value of values) {
    if (areAllIn) next.delete(value);
    else next.add(value);
  }
  return next;
};

/** The statuses with their numbers: each filters the matrix. */
export function StatusFilter({ model: { counts }, filter, onFilter }: ControlsProps) {
  const Toggle = ({ status }: { readonly status: GrantStatus }) => (
    <button
      type="button"
      class={`toggle status ${status}`}
      aria-pressed={filter.statuses.has(status)}
      title={STATUS_WORDS[status].meaning}
      onClick={() => {
        onFilter({ statuses: toggled(filter.statuses, status) });
      }}
    >
      <Sign status={status} />
      <b>{counts[status].toLocaleString("en")}</b> {STATUS_WORDS[status].name}
    </button>
  );
  const all = [...DIFFERENCES, ...OTHER_STATUSES];
  const hasDifferences = DIFFERENCES.some((status) => counts[status] > 0);
  return (
    <div class="statuses" role="group" aria-label="Filter by status">
      {hasDifferences && (
        <button
          type="button"
          class="toggle"
          aria-pressed={
            filter.statuses.size === DIFFERENCES.length && [...filter.statuses].every(isDifference)
          }
          onClick={() => {
            onFilter({
              statuses: toggled(new Set([...filter.statuses].filter(isDifference)), ...DIFFERENCES),
            });
          }}
        >
          Only differences
        </button>
      )}
      {all
        .filter((status) => counts[status] > 0)
        .map((status) => (
          <Toggle key={status} status={status} />
        ))}
    </div>
  );
}

function PermissionFilter({ model, filter, onFilter }: ControlsProps) {
  const letters = LETTERS.filter((letter) => letter !== "?" || model.hasOther);
  return (
    <div class="permissions" role="group" aria-label="Filter by permission">
      {letters.map((letter: Letter) => (
        <button
          key={letter}
          type="button"
          class="toggle"
          aria-pressed={filter.permissions.has(letter)}
          aria-label={PERMISSION_WORDS[letter].name}
          title={`${PERMISSION_WORDS[letter].name}: ${PERMISSION_WORDS[letter].may}`}
          onClick={() => {
            onFilter({ permissions: toggled(filter.permissions, letter) });
          }}
        >
          <PermissionLetter permission={PERMISSION_WORDS[letter].name} />
        </button>
      ))}
    </div>
  );
}

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}

const Search = ({ label, value, onText }: SearchProps) => (
  <label class="search">
    <span class="hidden">{label}</span>
    <input
      type="search"
      placeholder={label}
      title="A part of the name, or a pattern: * stands for any characters, ? for one"
      autocomplete="off"
      spellcheck={false}
      value={value}
      onInput={({ currentTarget }) => {
        onText(currentTarget.value);
      }}
    />
  </label>
);

interface OrderProps {
  readonly label: string;
  readonly value: Order;
  readonly hasDifferences: boolean;
  readonly onOrder: (order: Order) => void;
}

const OrderChoice = ({ label, value, hasDifferences, onOrder }: OrderProps) => (
  <label class="order">
    <span>{label}</span>
    <select
      aria-label={`Sort ${label.toLowerCase()}`}
      value={value}
      onChange={({ currentTarget }) => {
        onOrder(ORDERS.find((it) => it === currentTarget.value) ?? value);
      }}
    >
      {ORDERS.filter((order) => order !== "differences" || hasDifferences).map((order) => (
        <option key={order} value={order}>
          {ORDER_NAMES[order]}
        </option>
      ))}
    </select>
  </label>
);

export function Toolbar(props: ControlsProps) {
  const { model, filter, orders, isFiltered, areAllOpen, onFilter, onOrders, onClear, onFoldAll } = props;
  const hasDifferences = model.differences.length > 0;
  return (
    <div class="toolbar" role="search" aria-label="The matrix">
      <Search
        label="Search repositories"
        value={filter.repository}
        onText={(repository) => {
          onFilter({ repository });
        }}
      />
      <Search
        label="Search users"
        value={filter.user}
        onText={(user) => {
          onFilter({ user });
        }}
      />
      <PermissionFilter {...props} />
      <OrderChoice
        label="Repositories"
        value={orders.repositories}
        hasDifferences={hasDifferences}
        onOrder={(repositories) => {
          onOrders({ repositories });
        }}
      />
      <OrderChoice
        label="Users"
        value={orders.users}
        hasDifferences={hasDifferences}
        onOrder={(users) => {
          onOrders({ users });
        }}
      />
      <button type="button" onClick={onFoldAll}>
        {areAllOpen ? "Fold all" : "Unfold all"}
      </button>
      {isFiltered && (
        <button type="button" class="clear" title="Clear all filters" onClick={onClear}>
          Clear
        </button>
      )}
    </div>
  );
}

/** Tells screen readers how much a filter leaves. */
export const Found = ({
  rows,
  users,
  isFiltered,
}: {
  readonly rows: number;
  readonly users: number;
  readonly isFiltered: boolean;
}) => (
  <p class="hidden" role="status">
    {isFiltered ? `${count(rows, "repository", "repositories")} and ${count(users, "user")} found` : ""}
  </p>
);
