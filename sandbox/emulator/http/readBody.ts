import type { IncomingMessage } from "node:http";
import { gatewayError } from "../api/refusals";

/** The gateway's limit. */
const MAX_BODY = 12 * 1024 * 1024;

/** The bytes of a body, for every method and content type. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      // What is too much is read and thrown away: a client that is cut off while sending never sees the refusal.
      if (length <= MAX_BODY) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.once("end", () => {
      if (length > MAX_BODY) reject(gatewayError.bodyTooLarge());
      else resolve(Buffer.concat(chunks));
    });
    request.once("error", reject);
    request.once("close", () => {
      if (!request.readableEnded) reject(new Error("The client closed the connection."));
    });
  });
}
