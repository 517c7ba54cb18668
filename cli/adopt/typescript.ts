/** Writes a program in TypeScript, for the npm package. The text is formatted as Prettier would. */
import { headerOf, whyIgnored } from "./header";
import { callLines, type Code, type Item, lines, type List, literal, plainText, wrapped } from "./layout";
import { identifierOf, UniqueNames } from "./names";
import type { Declared, Grant, IgnoreList, Input, Program, Reference, Rule, User } from "./program";

const comment = (text: string): string[] => wrapped(text).map((line) => `// ${line}`);
const array = (values: readonly Code[]): List => ({
  brackets: "[]",
  items: values.map((value) => ({ value })),
});
const object = (items: readonly Item[], isLong = false): List => ({ brackets: "{}", items, isLong });

const userOf = ({ userId, userName, key, isUnknown }: User): Item => ({
  key,
  value: object(
    [
      { key: "userId", value: literal(userId) },
      { key: "userName", value: literal(userName) },
    ],
    true,
  ),
  comments: isUnknown ? ["IAM does not know this id any more."] : [],
});

const grantsOf = (grants: readonly Grant[]): List =>
  array(
    grants.map(({ user, permission }) =>
      object([{ value: `...users.${user.key}` }, { key: "permission", value: literal(permission) }]),
    ),
  );

const rulesOf = (rules: readonly Rule[]): List =>
  array(
    rules.map(({ repositories, users }) =>
      object(
        [
          { key: "repositories", value: array(repositories.map(literal)) },
          { key: "users", value: grantsOf(users) },
        ],
        true,
      ),
    ),
  );

/** Writes the resources of one program, in which each resource that others refer to has a variable. */
class Writer {
  readonly #variables: ReadonlyMap<string, string>;
  readonly #hasIgnored: boolean;

  constructor({ resources, ignored }: Program) {
    const unique = new UniqueNames("");
    const referred = new Set(resources.flatMap((it) => [...it.dependsOn, ...referencesOf(it)]));
    const variables = resources.filter(({ name }) => referred.has(name));
    this.#variables = new Map(
      variables.map(({ name }) => [name, unique.take(identifierOf(name, "resource"))] as const),
    );
    this.#hasIgnored = ignored.length > 0;
  }

  #variable(name: string): string {
    return this.#variables.get(name) ?? "";
  }

  /** The property `ignoreUsers` of a list; none where it ignores nobody. */
  #ignoring({ also }: IgnoreList): Item[] {
    const ids = also.map(({ key }) => `users.${key}.userId`);
    if (ids.length === 0) return this.#hasIgnored ? [{ value: "ignoreUsers" }] : [];
    return [{ key: "ignoreUsers", value: array([...(this.#hasIgnored ? ["...ignoreUsers"] : []), ...ids]) }];
  }

  #property(key: string, input: Input): Item[] {
    if (typeof input === "string") return [{ key, value: literal(input) }];
    if (typeof input === "boolean") return [{ key, value: String(input) }];
    if ("also" in input) return this.#ignoring(input);
    if ("resource" in input) return [{ key, value: this.#reference(input) }];
    if (key === "rules") return [{ key, value: rulesOf(input as readonly Rule[]) }];
    return [{ key, value: grantsOf(input as readonly Grant[]) }];
  }

  #reference({ resource, output }: Reference): string {
    return `${this.#variable(resource)}.${output}`;
  }

  #options({ isObject, dependsOn }: Declared): List[] {
    const items: Item[] = [
      ...(isObject ? [{ key: "protect", value: "true" }] : []),
      ...(dependsOn.length === 0
        ? []
        : [{ key: "dependsOn", value: array(dependsOn.map((name) => this.#variable(name))) }]),
    ];
    return items.length === 0 ? [] : [object(items)];
  }

  resource(resource: Declared): string[] {
    const { type, name, inputs, isObject } = resource;
    const properties = Object.entries(inputs).flatMap(([key, input]) => this.#property(key, input));
    const args = object([...properties, ...(isObject ? [{ key: "adopt", value: "true" }] : [])], true);
    const variable = this.#variables.get(name);
    const head = `${variable === undefined ? "" : `const ${variable} = `}new swr.${type}`;
    return [
      ...resource.comments.flatMap(comment),
      ...callLines(head, [literal(name), args, ...this.#options(resource)]),
    ];
  }
}

/** The names of the resources that the inputs of a resource refer to. */
const referencesOf = ({ inputs }: Declared): string[] =>
  Object.values(inputs).flatMap((input) =>
    typeof input === "object" && "resource" in input ? [input.resource] : [],
  );

/** The variable `ignoreUsers`; nothing where nobody is ignored. */
function ignoredLines({ ignored, caller }: Program): string[][] {
  if (ignored.length === 0) return [];
  const items = ignored.map((it) => ({ value: literal(it.value), comments: [plainText(it.comment)] }));
  const list: List = { brackets: "[]", items };
  return [[...comment(whyIgnored(caller)), ...lines("const ignoreUsers = ", list, ";")]];
}

function userLines({ users }: Program): string[][] {
  if (users.length === 0) return [];
  const about = "All users who are declared. The id decides who it is, and the name is for readers.";
  return [[...comment(about), ...lines("const users = ", object(users.map(userOf), true), ";")]];
}

/** The text of a program. */
export function typescriptOf(program: Program): string {
  const writer = new Writer(program);
  const blocks = [
    headerOf(program, "typescript").flatMap((text, at) => [...(at === 0 ? [] : ["//"]), ...comment(text)]),
    ['import * as swr from "pulumi-swr";'],
    ...ignoredLines(program),
    ...userLines(program),
    ...program.resources.map((resource) => writer.resource(resource)),
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
}
