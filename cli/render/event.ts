import type { EventView } from "../../lib/contracts/event.ts";
import { jsonText, plain } from "./safe-text.ts";
import { type Style, toneOf } from "./style.ts";
import { padText } from "./text-width.ts";
import { clockText } from "./times.ts";

const TYPE_WIDTH = 16;

/** One event on one line: when, what, of which run or job, and what it says. */
export function eventText({ at, type, jobId, runId, data }: EventView, style: Style): string {
  const { status, ...rest } = data;
  const more = Object.keys(rest).length === 0 ? null : style("faint", jsonText(rest, 0));
  const words = [
    style("faint", clockText(at)),
    padText(plain(type), TYPE_WIDTH),
    plain(runId ?? jobId ?? ""),
    typeof status === "string" ? style(toneOf(status), plain(status)) : null,
    more,
  ];
  return `${words.filter((word) => word !== null && word !== "").join(" ")}\n`;
}
