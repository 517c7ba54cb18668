import { Command } from "@commander-js/extra-typings";

/** `pulumi-swr report`: who has access, beside what a stack declares. */
export const reportCommand = () =>
  new Command("report").description("Who has access to what, beside what a stack declares");
