import type { LogQuery } from "../contracts/log.ts";
import type { Context } from "../services/context.ts";
import { followLog, type LogNews } from "../services/runs/follow-log.ts";
import { downloadLog, readLog } from "../services/runs/logs.ts";
import { lastEventId } from "./last-event-id.ts";
import { type Reply, reply } from "./reply.ts";
import { eventText, PING_TEXT, streamReply } from "./stream-reply.ts";

/**
 * A run's log as its reader wants it by `Accept`: JSON; `text/plain` as a file; `text/event-stream` as it is written,
 * `line` events whose id is the line's `seq` and one `end` with the run's status. `Last-Event-ID` resumes.
 */
export async function logReply(
  ctx: Context,
  runId: string,
  query: LogQuery,
  { headers, signal }: Request,
): Promise<Reply | Response> {
  const accept = headers.get("accept") ?? "";
  if (accept.includes("text/event-stream")) {
    const after = lastEventId(headers) ?? query.after;
    return streamReply(
      eventsOf(await followLog(ctx, runId, { ...query, after }, signal)),
      "text/event-stream; charset=utf-8",
      { "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no" },
    );
  }
  if (accept.includes("text/plain")) {
    const text = await downloadLog(ctx, runId, query);
    const file = { "Content-Disposition": `attachment; filename="run-${runId}.log"` };
    return streamReply(text, "text/plain; charset=utf-8", file);
  }
  return reply(200, await readLog(ctx, runId, query));
}

async function* eventsOf(news: AsyncGenerator<LogNews>): AsyncGenerator<string> {
  // Proxies and browsers take the stream for open once something came.
  yield ": following\n\n";
  for await (const item of news) yield textOf(item);
}

function textOf(news: LogNews): string {
  switch (news.kind) {
    case "lines":
      return news.lines
        .map((line) => eventText({ id: line.seq, event: "line", data: line }))
        .join("");
    case "ping":
      return PING_TEXT;
    case "end":
      return eventText({ event: "end", data: { status: news.status } });
  }
}
