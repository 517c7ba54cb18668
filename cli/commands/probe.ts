import { Command } from "@commander-js/extra-typings";

/** `pulumi-swr probe`: finds out how a cloud answers where its documentation leaves points open. */
export const probeCommand = () =>
  new Command("probe").description("How a cloud answers where its documentation is silent");
