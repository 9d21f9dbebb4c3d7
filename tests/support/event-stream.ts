import { GET } from "../../app/api/v1/events/route.ts";

export type StreamEvent = Readonly<{
  id: number;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
  data: any;
}>;

/** A client of the live stream: calls the route as Next would, and keeps what it received. */
export type StreamClient = Readonly<{
  status: number;
  headers: Headers;
  /** The text of the first piece, which comes without any event. */
  greeting: string;
  /** Everything received so far. */
  events: readonly StreamEvent[];
  /** Waits until what was received satisfies `enough`; fails when the stream ends before. */
  until(enough: (events: readonly StreamEvent[]) => boolean): Promise<readonly StreamEvent[]>;
  /** Cuts the connection, as a network does. */
  cut(): void;
}>;

export type Opening = Readonly<{
  token: string;
  /** Such as `?topics=runs`. */
  query?: string;
  lastEventId?: number;
}>;

/** Opens a stream; answers once the first piece is there. */
export async function openStream({
  token,
  query = "",
  lastEventId,
}: Opening): Promise<StreamClient> {
  const abort = new AbortController();
  const response = await get(query, {
    signal: abort.signal,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "text/event-stream",
      ...(lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) }),
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error(`the stream answered ${response.status} and no body`);
  const events: StreamEvent[] = [];
  const first = await reader.read();
  let rest = "";
  return {
    status: response.status,
    headers: response.headers,
    greeting: first.value ?? "",
    events,
    until: async (enough) => {
      while (!enough(events)) {
        const piece = await reader.read();
        if (piece.done) throw new Error(`the stream ended after ${JSON.stringify(events)}`);
        const frames = (rest + piece.value).split("\n\n");
        rest = frames.pop() ?? "";
        events.push(...frames.flatMap(parseFrame));
      }
      return events;
    },
    cut: () => {
      abort.abort();
      reader.cancel().catch(() => undefined);
    },
  };
}

/** The JSON twin of the stream. */
export async function listStream(token: string, query: string) {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const response = await get(query, { headers });
  return { status: response.status, body: await response.json() };
}

function get(query: string, init: RequestInit): Promise<Response> {
  const request = new Request(`http://punctual.test/api/v1/events${query}`, init);
  return GET(request, { params: Promise.resolve({}) });
}

function parseFrame(frame: string): StreamEvent[] {
  const fields = new Map(
    frame.split("\n").map((line) => {
      const at = line.indexOf(": ");
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const event = fields.get("event");
  if (event === undefined) return [];
  return [{ id: Number(fields.get("id")), event, data: JSON.parse(fields.get("data") ?? "null") }];
}
