/** Makes a policy for Pulumi's engine from one of our rules. */
import type { PolicyConfigSchema, ResourceValidationPolicy, Severity } from "@pulumi/policy";
import { plain } from "../provider/http/plain";
import { type Declared, declaredBy, type Kind } from "./declared";

/** Settings that every rule has. */
export interface CommonSettings {
  /**
   * Whether messages name users, organizations and repositories. Default: true. Set it to false where a program declares them
   * as secret: Pulumi gives secrets to a policy without a mark.
   */
  readonly showNames: boolean;
}

type Schema = PolicyConfigSchema["properties"];

/** A rule over what one resource declares. `S`: its own settings. */
export interface Rule<S extends object> {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly severity: Severity;
  /** How to do what the rule asks for. */
  readonly remediation: string;
  /** The kinds of resources that the rule is about. */
  readonly kinds: readonly Kind[];
  /** The JSON schema of each setting, without its default. */
  readonly schema: Readonly<Record<keyof S, Schema[string]>>;
  readonly defaults: S;
  /** Throws where a setting has a value that the schema cannot refuse. */
  readonly checkSettings?: (settings: S) => void;
  /** What is wrong and what to do, one sentence or two for each property. */
  readonly check: (declared: Declared, settings: S & CommonSettings) => readonly string[];
}

const SHOW_NAMES = {
  type: "boolean",
  description: "Whether messages name users, organizations and repositories.",
} as const;

/**
 * Whether messages about a resource may have names. Where Pulumi tells the policy that the program declares secrets, they have
 * none in any case.
 */
export const mayName = ({ isSecret }: Declared, { showNames }: CommonSettings): boolean =>
  showNames && !isSecret;

/** How a message names the resource: by its place, or else by its name in the program. */
const subjectOf = (declared: Declared, settings: CommonSettings): string =>
  plain((mayName(declared, settings) ? declared.place : undefined) ?? declared.name);

/**
 * The policy of a rule. The factory's settings become the defaults of the policy's configuration, so that a configuration
 * file or Pulumi Cloud can still set others.
 */
export function policyOf<S extends object>(
  rule: Rule<S>,
  given: Partial<S & CommonSettings>,
): ResourceValidationPolicy {
  const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;
  const own = Object.fromEntries(Object.entries(given).filter(isGiven)) as typeof given;
  const defaults = { ...rule.defaults, showNames: true, ...own };
  rule.checkSettings?.(defaults);
  const schema: Schema = { ...rule.schema, showNames: SHOW_NAMES };
  const withDefault = ([name, property]: [string, Schema[string]]) => {
    const value: unknown = (defaults as Record<string, unknown>)[name];
    return [name, value === undefined ? property : { ...property, default: value as boolean }] as const;
  };
  return {
    name: rule.name,
    displayName: rule.displayName,
    description: rule.description,
    severity: rule.severity,
    remediationSteps: rule.remediation,
    configSchema: { properties: Object.fromEntries(Object.entries(schema).map(withDefault)) },
    validateResource: (args, report) => {
      const declared = declaredBy(args);
      if (declared === undefined || !rule.kinds.includes(declared.kind)) return;
      const settings = { ...defaults, ...args.getConfig<Partial<S & CommonSettings>>() };
      rule.checkSettings?.(settings);
      const subject = subjectOf(declared, settings);
      for (const finding of rule.check(declared, settings)) report(`${subject}: ${finding}`);
    },
  };
}
