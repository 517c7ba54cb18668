import type { SchemaObject } from "ajv";

/**
 * The package schema that Pulumi's tools accept, so far as this package uses it. It is stricter in one point: everything must
 * have a description. It refuses a key that is not listed here, which most of those tools would ignore without a word.
 */
const TEXT = { type: "string", minLength: 1 };
const FLAG = { type: "boolean" };
const NAMES = { type: "array", items: TEXT, uniqueItems: true };
const closed = (properties: object, required: readonly string[] = []): SchemaObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const mapOf = (item: object, names = "^[a-z][A-Za-z0-9]*$"): SchemaObject => ({
  type: "object",
  propertyNames: { pattern: names },
  additionalProperties: item,
});
/** The pattern of tokens such as `swr:index:Name`. `index` is the package's only module. */
const tokens = (name: string): string => `^swr:index:${name}$`;

const REFERENCE = { $ref: { type: "string", pattern: "^#/types/swr:index:[A-Z][A-Za-z0-9]*$" } };
const PRIMITIVE = { type: { enum: ["boolean", "integer", "number", "string"] } };
const LIST = { type: { const: "array" }, items: { $ref: "#/definitions/element" } };
const anyType = (more: object, required: readonly string[]): SchemaObject => ({
  oneOf: [
    closed({ ...PRIMITIVE, ...more }, ["type", ...required]),
    closed({ ...LIST, ...more }, ["type", "items", ...required]),
    closed({ ...REFERENCE, ...more }, ["$ref", ...required]),
  ],
});
const PROPERTY = anyType(
  {
    description: TEXT,
    default: { type: ["boolean", "number", "string"] },
    defaultInfo: closed({ environment: { ...NAMES, minItems: 1 } }, ["environment"]),
    deprecationMessage: TEXT,
    secret: FLAG,
    replaceOnChanges: FLAG,
    language: closed({ csharp: closed({ name: TEXT }, ["name"]) }),
  },
  ["description"],
);
const PROPERTIES = mapOf({ $ref: "#/definitions/property" });
const OBJECT = closed({ type: { const: "object" }, properties: PROPERTIES, required: NAMES }, [
  "type",
  "properties",
]);
const OBJECT_TYPE = closed({ description: TEXT, ...(OBJECT["properties"] as object) }, [
  "type",
  "description",
  "properties",
]);
const ENUM_TYPE = closed(
  {
    type: { const: "string" },
    description: TEXT,
    enum: {
      type: "array",
      minItems: 1,
      items: closed({ name: TEXT, value: TEXT, description: TEXT, deprecationMessage: TEXT }, [
        "value",
        "description",
      ]),
    },
  },
  ["type", "description", "enum"],
);
const RESOURCE = closed(
  {
    description: TEXT,
    inputProperties: PROPERTIES,
    requiredInputs: NAMES,
    properties: PROPERTIES,
    required: NAMES,
    deprecationMessage: TEXT,
  },
  ["description", "inputProperties"],
);
const FUNCTION = closed({ description: TEXT, inputs: OBJECT, outputs: OBJECT, deprecationMessage: TEXT }, [
  "description",
  "inputs",
  "outputs",
]);
const LANGUAGE = closed({
  nodejs: closed({ packageName: TEXT, packageDescription: TEXT, respectSchemaVersion: FLAG }),
  python: closed({ packageName: TEXT, pyproject: closed({ enabled: FLAG }), respectSchemaVersion: FLAG }),
  go: closed({ importBasePath: TEXT, respectSchemaVersion: FLAG }),
  csharp: closed({ rootNamespace: TEXT, namespaces: mapOf(TEXT), respectSchemaVersion: FLAG }),
  java: closed({ basePackage: TEXT }),
});

export const PACKAGE_RULES: SchemaObject = {
  ...closed(
    {
      name: { const: "swr" },
      displayName: TEXT,
      version: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$" },
      description: TEXT,
      keywords: NAMES,
      license: TEXT,
      language: LANGUAGE,
      config: closed({ variables: PROPERTIES }, ["variables"]),
      types: mapOf({ oneOf: [OBJECT_TYPE, ENUM_TYPE] }, tokens("[A-Z][A-Za-z0-9]*")),
      provider: RESOURCE,
      resources: mapOf(RESOURCE, tokens("[A-Z][A-Za-z0-9]*")),
      functions: mapOf(FUNCTION, tokens("[a-z][A-Za-z0-9]*")),
    },
    ["name", "version", "description", "license", "language", "config", "types", "provider", "resources"],
  ),
  definitions: { property: PROPERTY, element: anyType({}, []) },
};
