/** The view of an HTML report: takes the report out of the page and shows it. */
import { render } from "preact";
import { type PackedReport, unpackReport } from "../packed";
import { App } from "./app";
import { modelOf } from "./model";
import "./tokens.css";
import "./page.css";
import "./aside.css";
import "./matrix.css";
import "./print.css";

const [data, root] = [document.getElementById("report"), document.getElementById("app")];
if (data === null || root === null) throw new Error("The page lacks its report: make it anew.");
const report = unpackReport(JSON.parse(data.textContent) as PackedReport);
// A page that a browser saved holds what it showed then.
root.replaceChildren();
render(<App model={modelOf(report)} />, root);

// Tells the bundler that this is a module, although package.json calls files CommonJS. The bundle is smaller so.
export {};
