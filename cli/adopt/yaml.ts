/** Writes a program in Pulumi's YAML, for the plugin: the whole of `Pulumi.yaml`. */
import { Document, type Node, Scalar, YAMLMap, type YAMLSeq } from "yaml";
import schema from "../../schema.json";
import { headerOf, whyIgnored } from "./header";
import { plainText, wrapped } from "./layout";
import type { Declared, Grant, IgnoreList, Input, Program, Rule, User } from "./program";

/** Texts that no reader of YAML takes for anything else than a text. All others stand in quotes. */
const isPlain = (text: string): boolean =>
  /^[a-z][a-z0-9._/-]*$/i.test(text) && !/^(true|false|yes|no|on|off|null|y|n|nan|inf)$/i.test(text);

/** A text that the program must not change: a dollar sign begins an expression unless there are two of them. */
function literal(text: string): Scalar {
  const scalar = new Scalar(text.replaceAll("$", "$$$$"));
  scalar.type = isPlain(text) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** An expression, such as `${team-a.name}`. */
const expression = (text: string): Scalar => new Scalar(`\${${text}}`);

/** The lines of a comment, in the form of the library, which puts `#` before each. */
const commentOf = (paragraphs: readonly string[]): string =>
  paragraphs
    .map((text) =>
      wrapped(text)
        .map((line) => ` ${line}`)
        .join("\n"),
    )
    .join("\n\n");

class Writer {
  readonly #document = new Document();

  constructor(private readonly program: Program) {}

  #map(
    entries: readonly (readonly [
      key: string,
      value: Node | string | boolean,
      comments?: readonly string[],
    ])[],
  ) {
    const map = new YAMLMap(this.#document.schema);
    for (const [key, value, comments = []] of entries) {
      const name = new Scalar(key);
      if (comments.length > 0) name.commentBefore = commentOf(comments);
      map.set(name, typeof value === "object" ? value : new Scalar(value));
    }
    return map;
  }

  #list(items: readonly (readonly [item: Node, comment?: string])[]): YAMLSeq {
    const list = this.#document.createNode([]) as YAMLSeq;
    list.flow = items.length === 0;
    for (const [item, comment] of items) {
      if (comment !== undefined) item.commentBefore = commentOf([comment]);
      list.add(item);
    }
    return list;
  }

  #users(grants: readonly Grant[]): YAMLSeq {
    return this.#list(
      grants.map(({ user, permission }) => {
        const entries = [
          ["userId", literal(user.userId)],
          ["userName", literal(user.userName)],
          ["permission", literal(permission)],
        ] as const;
        const item = this.#map(entries);
        return user.isUnknown ? [item, "IAM does not know this id any more."] : [item];
      }),
    );
  }

  #rules(rules: readonly Rule[]): YAMLSeq {
    return this.#list(
      rules.map(({ repositories, users }) => [
        this.#map([
          ["repositories", this.#list(repositories.map((pattern) => [literal(pattern)]))],
          ["users", this.#users(users)],
        ]),
      ]),
    );
  }

  /** The ids in `ignoreUsers`: of the whole program, then of one list. */
  #ignored(also: readonly User[]): YAMLSeq {
    return this.#list([
      ...this.program.ignored.map(({ value, comment }) => [literal(value), comment] as const),
      ...also.map(({ userId, userName }) => [literal(userId), userName] as const),
    ]);
  }

  #ignoring({ also }: IgnoreList): Node | undefined {
    if (also.length > 0) return this.#ignored(also);
    return this.program.ignored.length === 0 ? undefined : expression("ignoreUsers");
  }

  #input(key: string, input: Input): Node | boolean | undefined {
    if (typeof input === "string") return literal(input);
    if (typeof input === "boolean") return input;
    if ("also" in input) return this.#ignoring(input);
    if ("resource" in input) return expression(`${input.resource}.${input.output}`);
    return key === "rules" ? this.#rules(input as readonly Rule[]) : this.#users(input as readonly Grant[]);
  }

  #resource({ type, id, inputs, isObject, dependsOn }: Declared): YAMLMap {
    const properties = Object.entries(inputs).flatMap(([key, input]) => {
      const value = this.#input(key, input);
      return value === undefined ? [] : [[key, value] as const];
    });
    const options = [
      ...(isObject ? [["import", literal(id)] as const, ["protect", true] as const] : []),
      ...(dependsOn.length === 0
        ? []
        : [["dependsOn", this.#list(dependsOn.map((name) => [expression(name)]))] as const]),
    ];
    return this.#map([
      ["type", `swr:${type}`],
      ["properties", this.#map(properties)],
      ...(options.length === 0 ? [] : [["options", this.#map(options)] as const]),
    ]);
  }

  /** The parts of the file, in their order. */
  #contents(project: string): YAMLMap {
    const { resources, ignored, caller, region } = this.program;
    const variables = this.#map([["ignoreUsers", this.#ignored([]), [whyIgnored(caller)]]]);
    const config = this.#map([["swr:region", literal(region ?? "")]]);
    return this.#map([
      ["name", literal(project)],
      ["description", "Who may use the organizations and repositories of SWR"],
      ["runtime", "yaml"],
      ["packages", this.#map([["swr", `swr@${schema.version}`]])],
      ...(region === undefined ? [] : [["config", config] as const]),
      ...(ignored.length === 0 ? [] : [["variables", variables] as const]),
      ["resources", this.#map(resources.map((it) => [it.name, this.#resource(it), it.comments] as const))],
    ]);
  }

  text(project: string): string {
    this.#document.contents = this.#contents(project);
    this.#document.commentBefore = commentOf(headerOf(this.program, "yaml"));
    const text = this.#document.toString({ lineWidth: 0, singleQuote: false });
    const lines = text.split("\n");
    return lines.map((line) => plainText(line, (hex) => `\\U${hex.padStart(8, "0")}`)).join("\n");
  }
}

/** The text of `Pulumi.yaml` for a project of this name. */
export const yamlOf = (program: Program, project: string): string => new Writer(program).text(project);
