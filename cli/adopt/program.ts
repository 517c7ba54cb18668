/** A program that declares the access that was found, as data without a language. `typescript.ts` and `yaml.ts` write it as text. */

import type { Unread } from "../live/types";

/** A user of an access list. */
export interface User {
  readonly userId: string;
  readonly userName: string;
  /** The name that the program has for the user, as an identifier. */
  readonly key: string;
  /** IAM does not know the id any more. */
  readonly isUnknown: boolean;
}

export interface Grant {
  readonly user: User;
  readonly permission: string;
}

export interface Rule {
  readonly repositories: readonly string[];
  readonly users: readonly Grant[];
}

/** An output of another resource of the program. */
export interface Reference {
  readonly resource: string;
  readonly output: string;
}

/** The users whom a list leaves alone: those of the whole program, and these. */
export interface IgnoreList {
  readonly also: readonly User[];
}

export type Input = string | boolean | Reference | IgnoreList | readonly Grant[] | readonly Rule[];

/** A resource of the program. */
export interface Declared {
  readonly type:
    "Organization" | "OrganizationAccess" | "Repository" | "RepositoryAccess" | "RepositoryAccessPolicy";
  /** The name in the stack, which is unique in the program. */
  readonly name: string;
  /** The id by which it is imported. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, Input>>;
  /** Whether the resource is an object that exists and that a destroy would delete. Pulumi takes over such an object only if the program says so. */
  readonly isObject: boolean;
  /** Names of resources that have to be there before, beside those that the inputs refer to. */
  readonly dependsOn: readonly string[];
  /** What a reader has to know, in sentences. */
  readonly comments: readonly string[];
}

/** A user whom every resource of the program leaves alone. */
export interface Ignored {
  /** Id or name, as it stands in `ignoreUsers`. */
  readonly value: string;
  /** Why, or whose id it is. */
  readonly comment: string;
}

export interface Program {
  /** Name of the user who adopts. Lists are shown without this user. */
  readonly caller?: string;
  readonly region?: string;
  /** All users whom the program names, sorted by name. */
  readonly users: readonly User[];
  readonly ignored: readonly Ignored[];
  /** Each resource comes after the resources that it needs. */
  readonly resources: readonly Declared[];
  /** Whether repositories' lists may show users of the organization's list. */
  readonly mayShowAbove: boolean;
  /** What is there and cannot be declared, in sentences. */
  readonly leftOut: readonly string[];
  /** What could not be read, and so is not declared. The messages differ from run to run, so the program has the subjects only. */
  readonly unread: readonly Unread[];
}
