import { setTimeout as sleep } from "node:timers/promises";

const AGAIN_MS = 200;

/** A client of the live stream that resumes by `Last-Event-ID`, as browsers do. */
export type EventClient = {
  /** Numbers of the events received, in the order of their arrival. */
  readonly received: readonly number[];
  connections(): number;
  stop(): Promise<void>;
};

/** Follows a stream until it is stopped, however often the connection breaks. */
export function followEvents(url: string, headers: Readonly<Record<string, string>>): EventClient {
  const received: number[] = [];
  const stopping = new AbortController();
  let connections = 0;
  const readOnce = async (): Promise<void> => {
    const last = received.at(-1);
    const response = await fetch(url, {
      signal: stopping.signal,
      headers: {
        ...headers,
        accept: "text/event-stream",
        ...(last === undefined ? {} : { "last-event-id": String(last) }),
      },
    });
    if (response.status !== 200 || response.body === null) return;
    connections += 1;
    await readNumbers(response.body, received);
  };
  const done = (async () => {
    while (!stopping.signal.aborted) {
      await readOnce().catch(() => undefined);
      await sleep(AGAIN_MS);
    }
  })();
  return {
    received,
    connections: () => connections,
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

/** Collects the numbers of the events of a stream until it ends. */
async function readNumbers(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  into: number[],
): Promise<void> {
  let rest = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + piece).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) {
      const [, id] = /^id: (\d+)$/m.exec(frame) ?? [];
      if (id !== undefined) into.push(Number(id));
    }
  }
}
