import { styleText } from "node:util";
import Table from "cli-table3";
import schema from "../../schema.json";
import type { Finding, Sureness } from "./findings";
import { isSwitch, POINTS } from "./points";
import type { Probed } from "./run";

/** What a result is about, and when it was made. */
export interface Header {
  readonly repository: string;
  readonly cloud: string;
  readonly region: string | undefined;
  readonly createdAt: Date;
}

type Format = (probed: Probed, header: Header) => string;

/** The version of the JSON. A change that could break a reader raises it. */
const JSON_VERSION = 1;

const WORDS: Readonly<Record<Sureness, string>> = {
  sure: "sure",
  likely: "likely",
  other: "in another way",
  open: "open",
};

const foundIn = ({ value, sureness }: Finding): string =>
  value === undefined ? WORDS[sureness] : String(value);
const settled = ({ findings }: Probed): Finding[] => findings.filter(({ sureness }) => sureness !== "open");
const openIn = ({ findings }: Probed): Finding[] => findings.filter(({ sureness }) => sureness === "open");

/** The switches of the emulator that make it answer as this cloud does. */
const switchesIn = ({ findings }: Probed): [string, string | number | boolean][] =>
  findings.flatMap(({ point, value }) => (value !== undefined && isSwitch(point) ? [[point, value]] : []));

const optionsIn = (probed: Probed): string[] =>
  switchesIn(probed).map(([name, value]) => `--dialect ${name}=${String(value)}`);

const dialect: Format = (probed) => `${optionsIn(probed).join(" ")}\n`;

const json: Format = (probed, header) => {
  const points = probed.findings.map(({ point, value = null, sureness, evidence }) => ({
    point,
    about: POINTS[point].about,
    isSwitch: isSwitch(point),
    value,
    sureness,
    evidence,
  }));
  const result = {
    version: JSON_VERSION,
    ...header,
    region: header.region ?? null,
    createdAt: header.createdAt.toISOString(),
    points,
    dialect: Object.fromEntries(switchesIn(probed)),
    restored: probed.written?.restored.isDone ?? null,
    failures: probed.failures,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
};

/** A cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll("|", "\\|");

/** The text for a report that others may read. It names no user, organization or repository. */
const markdown: Format = (probed, { cloud, region, createdAt }) => {
  const rows = settled(probed).map((finding) =>
    [
      `\`${finding.point}\``,
      POINTS[finding.point].about,
      `\`${foundIn(finding)}\``,
      WORDS[finding.sureness],
      finding.evidence,
    ].map(cell),
  );
  const table = [
    ["Point", "About", "Found", "How sure", "Evidence"],
    ["---", "---", "---", "---", "---"],
    ...rows,
  ];
  const open = openIn(probed).map(({ point, evidence }) => `- \`${point}\`: ${evidence}`);
  const place = [cloud, ...(region === undefined ? [] : [region])].join(", ");
  return [
    `### How SWR answers: ${place}, ${createdAt.toISOString().slice(0, 10)}`,
    "",
    `Found by \`pulumi-swr probe\` ${schema.version}${probed.written === undefined ? ", which only read" : ", which also wrote"}.`,
    "",
    ...table.map((cells) => `| ${cells.join(" | ")} |`),
    "",
    "Open points:",
    "",
    ...open,
    "",
    "As options of the emulator:",
    "",
    "```",
    `swr-emulator ${optionsIn(probed).join(" \\\n  ")}`,
    "```",
    "",
  ].join("\n");
};

const COLOURS = { sure: "green", likely: "yellow", other: "magenta", open: "gray" } as const;
/** Width of the columns beside the evidence, with their borders. */
const BESIDE = 66;
/** Width of the table where the output is no terminal. */
const WIDTH = 120;

function table(probed: Probed, { repository, cloud, region }: Header): string {
  const width = process.stdout.isTTY ? process.stdout.columns : WIDTH;
  const rows = new Table({
    head: ["Point", "Found", "How sure", "Evidence"],
    colWidths: [27, 16, 16, Math.max(30, width - BESIDE)],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const finding of settled(probed))
    rows.push([
      finding.point,
      styleText(COLOURS[finding.sureness], foundIn(finding)),
      WORDS[finding.sureness],
      finding.evidence,
    ]);
  const open = openIn(probed).map(({ point, evidence }) => `  ${point}: ${evidence}`);
  return [
    `How SWR answers for ${repository} (${[cloud, region].filter((it) => it !== undefined).join(", ")})`,
    rows.toString(),
    "",
    "Open points:",
    ...open,
    "",
    "As options of the emulator:",
    `  swr-emulator ${optionsIn(probed).join(" \\\n    ")}`,
    "",
    "For a report: --format markdown gives this as text without names.",
    "",
  ].join("\n");
}

export const FORMATS = { table, json, markdown, dialect } as const satisfies Readonly<Record<string, Format>>;
export type FormatName = keyof typeof FORMATS;
