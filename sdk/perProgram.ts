import * as pulumi from "@pulumi/pulumi";

const NO_STACK = {};

/** One value for each program: a process may run several, one after the other or at once, each with its own stack. */
export function perProgram<T extends object>(create: () => T): () => T {
  const values = new WeakMap<object, T>();
  return () => {
    const program = pulumi.runtime.getStackResource() ?? NO_STACK;
    const value = values.get(program) ?? create();
    values.set(program, value);
    return value;
  };
}
