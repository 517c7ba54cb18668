/** The npm package's functions, as their texts before they are formatted. */
import type { FunctionDescription, Property } from "../../provider/description";
import { inWords } from "../../provider/limits";
import { head, inputMember, inputName, listed, members, plainMember, type Types } from "./classes";
import { functionComment, outputFormComment } from "./comments";
import { capital } from "./names";
import { allTypes, type Descriptions } from "./schema";
import { typeOf } from "./types";

/** Types that a function names itself, in each form. */
function namesIn({ inputs, outputs }: FunctionDescription, types: Types): string[] {
  const namesOf = (all: Readonly<Record<string, Property>>): string[] =>
    Object.values(all).flatMap((it) => typeOf(it)?.name ?? []);
  const given = namesOf(inputs);
  return [...given, ...given.map((name) => inputName(name, types)), ...namesOf(outputs)];
}

/** A function in both forms: for plain arguments, and for outputs of resources. `source` is the file of its description. */
export function functionText(
  name: string,
  description: FunctionDescription,
  all: Descriptions,
  source: string,
): string {
  const types = allTypes(all);
  const used = namesIn(description, types);
  const { outputs, oneOf } = description;
  const inputs = inWords(description.inputs, oneOf);
  const of = capital(name);
  return `${head(source)}import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";
${used.length === 0 ? "" : `import type { ${listed(used)} } from "./types";\n`}
/** Arguments of ${name}. */
export interface ${of}Args {
${members(inputs, plainMember)}}

/** Arguments of ${name}Output. */
export interface ${of}OutputArgs {
${members(inputs, inputMember(types))}}

/** What ${name} answers. */
export interface ${of}Result {
${members(outputs, plainMember)}}

${functionComment(description)}export function ${name}(args: ${of}Args): Promise<${of}Result> {
  return ask("${name}", args) as Promise<${of}Result>;
}

${outputFormComment(description)}export function ${name}Output(args: ${of}OutputArgs): pulumi.Output<${of}Result> {
  return askOutput("${name}", args) as pulumi.Output<${of}Result>;
}
`;
}
