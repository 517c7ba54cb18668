import * as pulumi from "@pulumi/pulumi";

const half: number = 21;
export const answer = pulumi.output(half).apply((it) => it * 2);
