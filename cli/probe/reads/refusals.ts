import { randomBytes } from "node:crypto";
import { path, repositoryPath } from "../../../provider/swr/path";
import type { Findings } from "../findings";
import type { List } from "../list";
import type { PointName } from "../points";
import { type Answer, inWords, isSuccess, type Wire } from "../wire";

/** A name that nobody uses: of an organization, a repository or a tag that does not exist. */
export const unusedName = (): string => `pulumi-swr-probe-${randomBytes(6).toString("hex")}`;

/** The number at the end of SWR's codes; undefined where the answer is not SWR's, but a proxy's for example. */
const numberOf = ({ code }: Answer): string | undefined => /^SVCSTG\.SWR\.(\d+)$/.exec(code ?? "")?.[1];

/** Records an answer for which there is no value, or an answer that shows nothing about the point. */
export function unknown(findings: Findings, point: PointName, answer: Answer, evidence: string): void {
  if (answer.isUnclear) findings.open(point, evidence);
  else findings.other(point, evidence);
}

/** Asks for what does not exist, and settles how SWR refuses it. */
export async function readRefusals(findings: Findings, wire: Wire, list: List): Promise<void> {
  await missingOrganization(findings, wire);
  await missingRepository(findings, wire);
  await encodedDollar(findings, wire);
  const tag = await wire.ask("GET", `${repositoryPath(wire.place)}${path`/tags/${unusedName()}`}`);
  missingTag(findings, tag);
  await ids(findings, wire, list);
}

async function missingOrganization(findings: Findings, wire: Wire): Promise<void> {
  const nowhere = repositoryPath({ organization: unusedName(), repository: "none" });
  const answer = await wire.ask("GET", `${nowhere}/access`);
  const value = { "4040058": "organization", "4040010": "image" }[numberOf(answer) ?? ""];
  const evidence = `GET of an access list answered ${inWords(answer)}`;
  if (answer.status === 404 && value !== undefined) findings.sure("missing-organization", value, evidence);
  else unknown(findings, "missing-organization", answer, evidence);
}

async function missingRepository(findings: Findings, wire: Wire): Promise<void> {
  const { organization } = wire.place;
  const answer = await wire.ask(
    "GET",
    `${repositoryPath({ organization, repository: unusedName() })}/access`,
  );
  const evidence = `GET of an access list answered ${inWords(answer)}`;
  const number = numberOf(answer);
  if (answer.status === 404 && number !== undefined) findings.sure("missing-repository", number, evidence);
  else unknown(findings, "missing-repository", answer, evidence);
}

/** Settles the code of a missing tag from the answer to any request for one. */
export function missingTag(findings: Findings, answer: Answer): void {
  const number = numberOf(answer) ?? "";
  const evidence = `${answer.method} of a tag answered ${inWords(answer)}`;
  if (answer.status === 404 && ["4040048", "4040115"].includes(number))
    findings.sure("missing-tag", number, evidence);
  else if (answer.method === "GET") return;
  else if (answer.status === 403) findings.open("missing-tag", `${evidence}: the caller may not delete tags`);
  else unknown(findings, "missing-tag", answer, evidence);
}

/** Asks for the repository itself where its name has a slash, and else for one that does not exist. */
async function encodedDollar(findings: Findings, wire: Wire): Promise<void> {
  const { organization, repository } = wire.place;
  const isOwn = repository.includes("/");
  const asked = isOwn ? repository : `${unusedName()}/none`;
  const at = repositoryPath({ organization, repository: asked }).replaceAll("$", "%24");
  const answer = await wire.ask("GET", `${at}/access`);
  const evidence = `GET with %24 answered ${inWords(answer)}`;
  if (isOwn && isSuccess(answer)) findings.sure("encoded-dollar", "accepted", evidence);
  else if (answer.status === 404 && answer.code === "APIGW.0101")
    findings.sure("encoded-dollar", "refused", evidence);
  else if (!isOwn && answer.status === 404 && numberOf(answer) !== undefined)
    findings.likely(
      "encoded-dollar",
      "accepted",
      `${evidence}, by SWR itself; a repository with a / in its name makes it sure`,
    );
  else unknown(findings, "encoded-dollar", answer, evidence);
}

/** Compares the id of the list with the repository's own, and looks for the header with the id of a request. */
async function ids(findings: Findings, wire: Wire, list: List): Promise<void> {
  const answer = await wire.ask("GET", repositoryPath(wire.place));
  const { id } = (answer.json ?? {}) as { id?: unknown };
  if (isSuccess(answer) && typeof id === "number")
    findings.sure(
      "list-id",
      list.id === id ? "repository" : "own",
      list.id === id ? "it is the repository's own id" : "it is another number than the repository's id",
    );
  const header = "x-request-id";
  if (answer.headers[header] === undefined) findings.other("request-id", "answers have no X-Request-Id");
  else findings.sure("request-id", header, "every answer has it");
}

type Json = Record<string, unknown>;
const isObject = (json: unknown): json is Json =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** Which of the emulator's shapes the body of a refusal by SWR has. */
function shapeOf(json: unknown): string | undefined {
  if (Array.isArray(json)) return isObject(json[0]) && "errorCode" in json[0] ? "array" : undefined;
  if (!isObject(json)) return undefined;
  if (Array.isArray(json["errors"])) return "error_code" in json ? "both" : "object";
  return "errorCode" in json ? "bare" : undefined;
}

/** Settles the shape of SWR's refusals, from every answer that there was. */
export function readErrorShapes(findings: Findings, answers: readonly Answer[]): void {
  for (const answer of answers.filter((it) => numberOf(it) !== undefined)) {
    const shape = shapeOf(answer.json);
    const evidence = `the body of a ${String(answer.status)}`;
    if (shape === undefined) findings.other("error-shape", `${evidence} has a shape of its own`);
    else findings.sure("error-shape", shape, evidence);
  }
}

/** The shape of a refusal by IAM; undefined where somebody else answered, or in another shape. */
export function iamShapeOf({ status, code, json }: Answer): "pair" | "keystone" | undefined {
  if (status < 400 || !isObject(json) || code?.startsWith("APIG") === true) return undefined;
  if (isObject(json["error"])) return "keystone";
  return "error_code" in json ? "pair" : undefined;
}
