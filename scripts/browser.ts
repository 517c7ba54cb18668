/** The browser of this machine in which the HTML report is looked at. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Chromium or Chrome on PATH; undefined where there is none. */
export const browserOnPath = (): string | undefined =>
  NAMES.flatMap((name) =>
    (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name)),
  ).find((file) => existsSync(file));
