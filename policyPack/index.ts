/** Rules over access to SWR for Pulumi's policy engine: `pulumi-swr/policy-pack`. */
export {};
