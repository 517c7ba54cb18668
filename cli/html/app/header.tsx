/** The top of the page: what was compared, and the result in one sentence. */
import { givesMore } from "./chip";
import type { Model } from "./model";
import { absentIn, isProof, noDifferences } from "./overview";
import { count, time, visible } from "./text";

interface HeaderProps {
  readonly model: Model;
  readonly isDark: boolean;
  readonly onTheme: () => void;
}

export function Header({ model: { report }, isDark, onTheme }: HeaderProps) {
  const { region, caller, stack } = report;
  const facts = [
    ...(stack === null ? [] : [{ name: "Stack", value: visible(stack) }]),
    ...(region === null ? [] : [{ name: "Region", value: visible(region) }]),
    ...(caller === null ? [] : [{ name: "Read as", value: visible(caller) }]),
    { name: "Made", value: time(report.createdAt) },
  ];
  return (
    <header>
      <h1>Access report</h1>
      <dl class="origin">
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        <button
          type="button"
          onClick={() => {
            window.print();
          }}
        >
          Print
        </button>
        <button type="button" onClick={onTheme}>
          {isDark ? "Light" : "Dark"} colours
        </button>
      </div>
    </header>
  );
}

/** The verdict: how many grants differ from the stack, and how many of them give more access than declared. */
export function verdictOf(model: Model): { kind: "bad" | "good" | "plain"; title: string; more: string } {
  const { stack } = model.report;
  if (stack === null)
    return { kind: "plain", title: "Not compared with a stack", more: noDifferences(model) };
  const total = model.differences.length;
  const absent = absentIn(model.organizations);
  if (total === 0 && absent > 0) {
    const title = `${count(absent, "place", "places")} not there`;
    return {
      kind: "bad",
      title,
      more: "The stack declares access where there is nothing that the caller may see.",
    };
  }
  if (total === 0)
    return { kind: isProof(model) ? "good" : "plain", title: "No differences", more: noDifferences(model) };
  const more = model.differences.filter(givesMore).length;
  const parts = [
    ...(more > 0
      ? [`${more.toLocaleString("en")} ${more === 1 ? "gives" : "give"} more access than declared`]
      : []),
    ...(total > more
      ? [`${(total - more).toLocaleString("en")} ${total - more === 1 ? "gives" : "give"} less`]
      : []),
  ];
  return { kind: "bad", title: count(total, "difference"), more: `${parts.join(", ")}.` };
}

export function Verdict({ model }: { readonly model: Model }) {
  const { kind, title, more } = verdictOf(model);
  return (
    <div class={`verdict ${kind}`}>
      <p class="title">{title}</p>
      <p>{more}</p>
    </div>
  );
}

export function Totals({ model: { report } }: { readonly model: Model }) {
  const { organizations, repositories, users, grants } = report.totals;
  const unread = report.unread.length;
  const numbers = [
    count(organizations, "organization"),
    count(repositories, "repository", "repositories"),
    count(users, "user"),
    count(grants, "grant"),
  ];
  return (
    <p class="totals">
      {numbers.join(" · ")}
      {unread > 0 && <strong> · {count(unread, "part")} could not be read</strong>}
    </p>
  );
}
