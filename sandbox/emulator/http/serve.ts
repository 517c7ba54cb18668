import type { FastifyReply, FastifyRequest } from "../framework";
import { authenticate, noCredentials } from "./authenticate";
import type { Call } from "../api/call";
import type { Core } from "../core";
import { type Answer, answerRefusal, gatewayError, Refusal } from "../api/refusals";
import { type Exchange, exchangeOf, logAnswer, logBody } from "./exchange";
import { readBody } from "./readBody";
import type { Route } from "../api/route";
import { faultToWire, pause, sendMangled, sendPlain, toWire, type WireAnswer } from "./send";
import type { FaultAction } from "../faults/fault";

type FullCall = Call & { url: string };

/** A request's whole way: body, sender, faults, handler, answer. No `route`: a path or method that does not exist. */
export async function serve(
  core: Core,
  route: Route | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const exchange = exchangeOf(request.raw);
  if (exchange === undefined) return;
  const call = await receive(core, exchange, request).catch((error: unknown) => error);
  if (call instanceof Refusal) {
    await finish(core, exchange, reply, toWire(refusalAnswer(core, exchange, call)), {});
  } else if (call instanceof Error) abandon(reply);
  else await carryOut(core, route, exchange, call as FullCall, reply);
}

async function carryOut(
  core: Core,
  route: Route | undefined,
  exchange: Exchange,
  call: FullCall,
  reply: FastifyReply,
): Promise<void> {
  const run = identify(core, route, call, exchange);
  const { entry } = exchange;
  const fault = core.faults.pick({ ...entry, path: call.url });
  entry.fault = fault?.id ?? null;
  const action = fault?.action ?? {};
  if (await pause(core.latencyMs + (action.delayMs ?? 0), core.stopping.signal)) {
    await act(core, exchange, reply, action, run);
  } else abandon(reply);
}

async function receive(core: Core, exchange: Exchange, request: FastifyRequest): Promise<FullCall> {
  const url = request.raw.url ?? "";
  const body = await readBody(request.raw);
  logBody(core, exchange, body);
  return {
    cloud: core,
    seq: exchange.entry.seq,
    method: exchange.entry.method,
    url,
    params: request.params as Record<string, string>,
    query: new URL(url, "http://localhost").searchParams,
    headers: exchange.headers,
    body,
  };
}

/** Finds out who calls, and returns what is left to do: answer, or refuse. */
function identify(core: Core, route: Route | undefined, call: FullCall, exchange: Exchange): () => Answer {
  const refusing = (refusal: Refusal) => (): Answer => refusalAnswer(core, exchange, refusal);
  if (route === undefined || !isReachable(core, call)) return refusing(gatewayError.noSuchApi());
  exchange.entry.operation = route.operation;
  const sender = authenticate(call, route.service, core.locks);
  if (sender !== undefined && !(sender instanceof Refusal)) exchange.entry.user = sender.name;
  if (route.open === true) return guarded(core, exchange, () => route.handle({ ...call, sender }));
  if (sender === undefined) return refusing(noCredentials[route.service]());
  if (sender instanceof Refusal) return refusing(sender);
  return guarded(core, exchange, () => route.handle({ ...call, caller: sender }));
}

/** The gateway decodes `%2F` and then knows no such path; whether it decodes `%24` is open. */
function isReachable({ dialect }: Core, { params, url }: FullCall): boolean {
  const [path = ""] = url.split("?");
  if (dialect["encoded-dollar"] === "refused" && /%24/.test(path)) return false;
  return !Object.values(params).some((value) => value.includes("/"));
}

const guarded =
  (core: Core, exchange: Exchange, handle: () => Answer): (() => Answer) =>
  () => {
    try {
      return handle();
    } catch (error) {
      if (error instanceof Refusal) return refusalAnswer(core, exchange, error);
      throw error;
    }
  };

const refusalAnswer = (core: Core, { entry }: Exchange, refusal: Refusal): Answer =>
  answerRefusal(refusal, core.dialect, entry);

async function act(
  core: Core,
  exchange: Exchange,
  reply: FastifyReply,
  action: FaultAction,
  run: () => Answer,
): Promise<void> {
  const scripted = action.answer === undefined ? undefined : faultToWire(action.answer);
  const early = action.drop === "before" || action.hang === "before";
  // Without `commit` a scripted answer stands instead of the work, not after it.
  const works = !early && (scripted === undefined || action.commit === true);
  const worked = works ? toWire(run()) : undefined;
  const answer = scripted ?? worked;
  if (action.drop !== undefined) drop(exchange, reply);
  else if (action.hang !== undefined || answer === undefined) abandon(reply);
  else await finish(core, exchange, reply, answer, action);
}

async function finish(
  core: Core,
  exchange: Exchange,
  reply: FastifyReply,
  answer: WireAnswer,
  action: FaultAction,
): Promise<void> {
  if (reply.raw.destroyed) {
    abandon(reply);
    return;
  }
  logAnswer(core, exchange, answer.status);
  if (action.truncate === undefined && action.drip === undefined) {
    await sendPlain(reply, answer);
    return;
  }
  reply.hijack();
  exchange.brokenByUs = action.truncate !== undefined;
  await sendMangled(reply.raw, answer, action, core.stopping.signal);
}

function drop(exchange: Exchange, reply: FastifyReply): void {
  exchange.brokenByUs = true;
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
}

/** Leaves the request unanswered; the connection stays open until the client or `stop` ends it. */
function abandon(reply: FastifyReply): void {
  reply.hijack();
}
