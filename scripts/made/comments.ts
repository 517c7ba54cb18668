/** Prints comments of code that is made. */
import type { Choice, Description, ObjectType, Property } from "../../provider/description";
import { typescript } from "./examples";
import { isChoice } from "./types";

/** Prettier leaves comments as they are. */
const WIDTH = 110;

/** Breaks a text between words. */
function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** A comment of paragraphs; code in fences keeps its lines. */
function comment(paragraphs: readonly string[], indent: string): string {
  const [first = ""] = paragraphs;
  const line = `${indent}/** ${first} */`;
  if (paragraphs.length === 1 && !first.includes("\n") && line.length <= WIDTH) return `${line}\n`;
  const width = WIDTH - indent.length - " * ".length;
  const lines = paragraphs.flatMap((paragraph, at) => [
    ...(at === 0 ? [] : [""]),
    ...(paragraph.includes("\n") ? paragraph.split("\n") : wrapped(paragraph, width)),
  ]);
  const body = lines.map((text) => `${indent} * ${text}`.trimEnd());
  return [`${indent}/**`, ...body, `${indent} */`, ""].join("\n");
}

const sentences = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(" ");

const isReplacing = (property: Property): boolean =>
  "replaceOnChanges" in property && property.replaceOnChanges === true;

/** Of one member of an interface or a class. */
export function memberComment(property: Property): string {
  const { description, remarks } = property;
  const effect = isReplacing(property) ? "A change replaces the resource." : undefined;
  return comment([sentences(description, remarks, effect)], "  ");
}

/** Of a named type. The words of a choice say what they mean. */
export function typeComment(type: Choice | ObjectType): string {
  const words = isChoice(type)
    ? Object.entries(type.values).map(([value, meaning]) => `- \`${value}\`: ${meaning}`)
    : [];
  const text = sentences(type.description, type.remarks);
  return comment(words.length === 0 ? [text] : [text, words.join("\n")], "");
}

/** Of a class: what the resource is, its first example as a program of the npm package writes it, and the API behind it. */
export function classComment({ description, remarks, examples, api }: Description): string {
  const code = `\`\`\`ts\n${typescript(examples[0], "pulumi-swr")}\`\`\``;
  return comment([sentences(description, remarks), code, `API: ${api.join(", ")}.`], "");
}
