/** Prints the comments of made code. */
import type {
  Choice,
  Description,
  FunctionDescription,
  ObjectType,
  Property,
} from "../../provider/description";
import { typescript, typescriptCall } from "./examples";
import { isChoice } from "./types";

/** The width of comments, which Prettier does not wrap. */
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

/** The comment of one member of an interface or a class. */
export function memberComment(property: Property): string {
  const { description, remarks } = property;
  const effect = isReplacing(property) ? "A change replaces the resource." : undefined;
  return comment([sentences(description, remarks, effect)], "  ");
}

/** The comment of a named type. For a choice it lists what each word means. */
export function typeComment(type: Choice | ObjectType): string {
  const words = isChoice(type)
    ? Object.entries(type.values).map(([value, meaning]) => `- \`${value}\`: ${meaning}`)
    : [];
  const text = sentences(type.description, type.remarks);
  return comment(words.length === 0 ? [text] : [text, words.join("\n")], "");
}

const code = (program: string): string => `\`\`\`ts\n${program}\`\`\``;
const operations = (api: readonly string[]): string => `API: ${api.join(", ")}.`;

/** The comment of a class: what the resource is, its first example as a program of the npm package, and the API behind it. */
export function classComment({ description, remarks, examples, api }: Description): string {
  const program = code(typescript(examples[0], "pulumi-swr"));
  return comment([sentences(description, remarks), program, operations(api)], "");
}

/** The comment of a function's plain form. */
export function functionComment({ description, remarks, examples, api }: FunctionDescription): string {
  const throws = "@throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.";
  const call = code(typescriptCall(examples[0]));
  return comment([sentences(description, remarks), call, operations(api), throws], "");
}

/** The comment of a function's form that takes outputs of resources. */
export function outputFormComment({ examples }: FunctionDescription): string {
  const text =
    "The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where one is not known yet, in a preview, nothing is asked and the result is not known either.";
  return comment([text, code(typescript(examples[0], "pulumi-swr"))], "");
}
