/** The view of an HTML report: takes the report out of the page and shows it. */
import { render } from "preact";
import type { PackedReport } from "../packed";
import { App } from "./app";
import { modelOf } from "./model";
import "./tokens.css";
import "./page.css";
import "./aside.css";
import "./matrix.css";
import "./letters.css";
import "./narrow.css";
import "./print.css";

const [data, root] = [document.getElementById("report"), document.getElementById("app")];
if (data === null || root === null) throw new Error("The page lacks its report: make it anew.");
const report = JSON.parse(data.textContent) as PackedReport;
// A page that was saved in a browser still holds what was drawn then.
root.replaceChildren();
render(<App model={modelOf(report)} />, root);

// This line makes the file an ES module for the bundler, although package.json says CommonJS. The bundle is smaller this way.
export {};
