import { SwrError } from "../errors";
import type { Wrapper } from "./pipeline";

const MARK = "[secret]";

/** Credentials by their shape, for the case that an answer quotes a request we did not expect to see quoted. */
const SHAPES: readonly [RegExp, string][] = [
  [/(Signature=)[0-9a-f]{16,}/gi, `$1${MARK}`],
  [/(x-auth-token|x-subject-token|x-security-token)(["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1$2${MARK}`],
];

/** Makes any text safe to show: every given secret is taken out wherever it stands, plain or percent-encoded. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const values = secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const plain = values.reduce((rest, value) => rest.replaceAll(value, MARK), text);
    return SHAPES.reduce((rest, [shape, by]) => rest.replace(shape, by), plain);
  };
}

/** Nothing that leaves the http room in a refusal or an error holds a secret. */
export const withRedaction =
  (redact: (text: string) => string): Wrapper =>
  (next) =>
  async (request) => {
    try {
      const response = await next(request);
      return response.status < 400 ? response : { ...response, body: redact(response.body) };
    } catch (thrown) {
      if (thrown instanceof SwrError) thrown.message = redact(thrown.message);
      throw thrown;
    }
  };
