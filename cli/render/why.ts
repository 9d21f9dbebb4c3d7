import type { JobWhyView, RunWhyView } from "../../lib/contracts/why.ts";
import { plain } from "./safe-text.ts";
import { type Style, toneOf } from "./style.ts";
import { facts } from "./table.ts";
import { timeText } from "./times.ts";

/** Why a run stands as it does: the sentence, and what it follows from. */
export function runWhyText(why: RunWhyView, now: number, style: Style): string {
  return `${plain(why.summary)}\n\n${facts(
    [
      ["Status", why.status, toneOf(why.status)],
      ["Code", codeWords(why)],
      ["Goes on when", releaseWords(why, now)],
    ],
    style,
  )}`;
}

/** Why a job has a run at a moment, or none, and the slots around it. */
export function jobWhyText(why: JobWhyView, now: number, style: Style): string {
  const { run, nearest, timeZone } = why;
  return `${plain(why.summary)}\n\n${facts(
    [
      ["Moment", timeText(why.at, now, timeZone)],
      ["Run", run && `${run.id} (${run.status})`],
      ["Code", codeWords(why)],
      ["Goes on when", releaseWords(why, now)],
      ["Slot before", slotWords(nearest.before, now, timeZone)],
      ["Slot after", slotWords(nearest.after, now, timeZone)],
    ],
    style,
  )}`;
}

function codeWords({ code, rule }: Pick<RunWhyView, "code" | "rule"> | JobWhyView): string {
  return rule === null ? code : `${code} (rule ${rule})`;
}

function releaseWords(
  { release, timeZone }: Pick<RunWhyView, "release" | "timeZone">,
  now: number,
): string | null {
  if (release === null) return null;
  if (release.at === null) return release.summary;
  return `${release.summary.replace(/\.$/, "")}, ${timeText(release.at, now, timeZone)}`;
}

function slotWords(
  slot: JobWhyView["nearest"]["before"],
  now: number,
  timeZone: string,
): string | null {
  if (slot === null) return null;
  const run = slot.run === null ? "" : `, run ${slot.run.id} (${slot.run.status})`;
  return `${timeText(slot.at, now, timeZone)}${run}`;
}
