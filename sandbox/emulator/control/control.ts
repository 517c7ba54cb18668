import { Ajv, type ValidateFunction } from "ajv";
import { Refusal } from "../api/refusals";
import { DialectError } from "../dialect/profiles";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "../framework";
import { readBody } from "../http/readBody";
import { CONTROL_PREFIX } from "../http/server";
import { sayFailure } from "../schema";
import { SeedError } from "../seed/check";
import { type Control, ControlError } from "../api/backdoor";

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

/** `/_emulator/…`: no credentials, never logged, delayed or faulted. The root lists all controls. */
export function addControl(app: FastifyInstance, controls: readonly Control[]): void {
  const list = controls.map(({ method, path }) => `${method} ${CONTROL_PREFIX}${path}`);
  const root: Control = { method: "GET", path: "/", run: () => ({ controls: list }) };
  for (const { method, path, body: schema, run } of [root, ...controls]) {
    // Compiled when it is first asked for: most emulators are steered from their own process.
    let isValid: ValidateFunction | undefined;
    app.route({
      method,
      url: `${CONTROL_PREFIX}${path}`,
      handler: (request, reply) =>
        answer(reply, async () => {
          const body = await jsonOf(request);
          if (schema !== undefined) isValid ??= ajv.compile(schema);
          if (isValid !== undefined && !isValid(body)) {
            throw new ControlError(
              `The body is not valid: ${(isValid.errors ?? []).map(sayFailure).join("; ")}.`,
            );
          }
          return run({
            body,
            params: request.params as Record<string, string>,
            query: request.query as Record<string, string>,
          });
        }),
    });
  }
  const unknown = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    reply.code(404).send({ error: `There is no such control; the root ${CONTROL_PREFIX}/ lists them all.` });
  app.all(`${CONTROL_PREFIX}/*`, unknown);
}

async function answer(reply: FastifyReply, run: () => Promise<unknown>): Promise<void> {
  try {
    await reply.send((await run()) ?? {});
  } catch (error) {
    const blame = [ControlError, SeedError, DialectError, Refusal].some((kind) => error instanceof kind);
    if (!blame) throw error;
    await reply.code(400).send({ error: (error as Error).message });
  }
}

async function jsonOf(request: FastifyRequest): Promise<unknown> {
  const text = (await readBody(request.raw)).toString("utf8");
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ControlError("The body is not JSON.");
  }
}
