import * as pulumi from "@pulumi/pulumi";

const NO_STACK = {};

/**
 * Keeps one value for each program. A process may run several programs, one after the other or at once, each with its own
 * stack.
 */
export function perProgram<T extends object>(create: () => T): () => T {
  const values = new WeakMap<object, T>();
  return () => {
    const program = pulumi.runtime.getStackResource() ?? NO_STACK;
    const value = values.get(program) ?? create();
    values.set(program, value);
    return value;
  };
}
