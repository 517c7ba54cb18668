import { Command } from "@commander-js/extra-typings";

/** `pulumi-swr adopt`: writes a Pulumi program from what is there. */
export const adoptCommand = () =>
  new Command("adopt").description("Write a Pulumi program from what is there");
