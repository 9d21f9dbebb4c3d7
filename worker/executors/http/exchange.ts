import { type ReadBody, readBody } from "./body.ts";
import { blockedFault, HttpFault } from "./fault.ts";
import { isCallable } from "./guard.ts";
import type { Headers } from "./headers.ts";
import type { Pool } from "./pool.ts";
import type { Call } from "./request.ts";

/** What a target answered. */
export type Answer = {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case; a header that came several times is a list. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: ReadBody;
};

/** The header as one text; of several the first. */
export function headerOf(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * Sends one request and reads its answer. The signal ends it at once, whether it is resolving, connecting or reading.
 * @throws HttpFault, or what the socket or the parser threw.
 */
export async function exchange(
  call: Call,
  headers: Headers,
  { pool, signal }: { readonly pool: Pool; readonly signal: AbortSignal },
): Promise<Answer> {
  if (!isCallable(call.url)) throw blockedFault();
  const connection = pool.take(call.url);
  signal.addEventListener("abort", connection.discard, { once: true });
  try {
    if (signal.aborted) throw new HttpFault("network", "The call was ended.");
    const response = await connection.client.request({
      method: call.method,
      path: call.url.pathname + call.url.search,
      headers,
      body: call.body,
    });
    const { statusCode: status, statusText } = response;
    const answer = {
      status,
      statusText,
      headers: response.headers,
      body: await readBody(response.body),
    };
    if (answer.body.isTooLarge) connection.discard();
    else pool.give(connection);
    return answer;
  } catch (error) {
    connection.discard();
    throw error;
  } finally {
    signal.removeEventListener("abort", connection.discard);
  }
}
