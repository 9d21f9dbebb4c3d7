/** An answer written in pieces, made as the reader takes them; the source is closed when the reader leaves. */
export function streamReply(
  pieces: AsyncGenerator<string>,
  contentType: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
  return new Response(body, { headers: { "Content-Type": contentType, ...headers } });
}

/** A message of a text/event-stream; `data` is written as one line of JSON. */
export function eventText(message: {
  readonly id?: number;
  readonly event: string;
  readonly data: unknown;
}): string {
  const id = message.id === undefined ? "" : `id: ${message.id}\n`;
  return `${id}event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
}

/** A comment of a text/event-stream, which clients ignore and connections live on. */
export const PING_TEXT = ": ping\n\n";
