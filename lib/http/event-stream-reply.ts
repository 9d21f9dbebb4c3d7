import type { EventStream } from "../services/events/follow.ts";
import { PING_TEXT } from "./stream-reply.ts";

/** A reader this far behind is let go; it resumes by number. */
const MOST_BEHIND_BYTES = 256 * 1024;
const PING_MS = 15_000;
/** Platforms end long answers in the middle of a message; we end them before, between two. */
const LONGEST_MS = 240_000;

/** Writes a live stream: headers and a comment at once, then pieces as they come, a ping when nothing does. */
export async function eventStreamReply(
  stream: EventStream,
  signal: AbortSignal,
): Promise<Response> {
  const encoder = new TextEncoder();
  let end = (): void => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: async (controller) => {
        const timers: NodeJS.Timeout[] = [];
        let leave = (): void => undefined;
        let ended = false;
        end = () => {
          if (ended) return;
          ended = true;
          for (const timer of timers) clearTimeout(timer);
          leave();
          closeQuietly(controller);
        };
        const write = (piece: Uint8Array): void => {
          if (ended) return;
          controller.enqueue(piece);
          if ((controller.desiredSize ?? 0) < -MOST_BEHIND_BYTES) end();
        };
        signal.addEventListener("abort", end, { once: true });
        write(encoder.encode("retry: 1000\n: welcome\n\n"));
        timers.push(
          setInterval(() => write(encoder.encode(PING_TEXT)), PING_MS),
          setTimeout(() => end(), LONGEST_MS),
        );
        const left = await stream.start(write, () => end());
        leave = left;
        if (ended || signal.aborted) {
          left();
          end();
        }
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}

function closeQuietly(controller: ReadableStreamDefaultController): void {
  try {
    controller.close();
  } catch {
    // The reader has left already.
  }
}
