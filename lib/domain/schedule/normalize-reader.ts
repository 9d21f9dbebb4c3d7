import { formatInstant, parseMoment, resolveLocal } from "./moment.ts";
import type {
  CronInput,
  CronSchedule,
  DstPolicy,
  IntervalInput,
  OnceInput,
  ScheduleProblem,
} from "./types.ts";
import { zoneOf } from "./zone.ts";
import { canonicalTimeZone } from "./zone-name.ts";

const MAX_JITTER_SECONDS = 86_400;
const DEFAULT_DST: DstPolicy = { gap: "next", fold: "first" };

/** Reads the fields that kinds of schedules have in common and gathers every problem on the way. */
export class Reader {
  readonly problems: ScheduleProblem[] = [];

  problem(field: string, message: string): void {
    this.problems.push({ pointer: `/schedule/${field}`, message });
  }

  /** Looks for one more problem, but only in what has been found right so far. */
  check(find: () => { field: string; message: string } | null): void {
    const found = this.problems.length === 0 ? find() : null;
    if (found) this.problem(found.field, found.message);
  }

  /** Zone and daylight-saving policy with their defaults; UTC stands in for a zone that does not exist. */
  zoned(input: CronInput | IntervalInput | OnceInput): { timeZone: string; dst: DstPolicy } {
    const { timeZone = "UTC", dst } = input;
    const canonical = canonicalTimeZone(timeZone);
    if (canonical === null) this.problem("timeZone", zoneMessage(timeZone));
    return {
      timeZone: canonical ?? "UTC",
      dst: { gap: dst?.gap ?? DEFAULT_DST.gap, fold: dst?.fold ?? DEFAULT_DST.fold },
    };
  }

  /** Window, jitter and calendars with their defaults. */
  window(
    input: CronInput | IntervalInput,
    timeZone: string,
  ): Pick<CronSchedule, "startAt" | "endAt" | "jitterSeconds" | "calendars" | "onExcluded"> {
    const startAt = this.instant(input.startAt, "startAt", timeZone);
    const endAt = this.instant(input.endAt, "endAt", timeZone);
    if (startAt !== null && endAt !== null && Date.parse(endAt) <= Date.parse(startAt)) {
      this.problem("endAt", "It must be after startAt.");
    }
    const { jitterSeconds = 0, calendars = [], onExcluded = "skip" } = input;
    if (!(jitterSeconds >= 0 && jitterSeconds <= MAX_JITTER_SECONDS)) {
      this.problem("jitterSeconds", `It must be 0 to ${MAX_JITTER_SECONDS} seconds.`);
    }
    const moves = onExcluded === "move" ? { onExcluded } : {};
    return { startAt, endAt, jitterSeconds, calendars: [...calendars], ...moves };
  }

  /** An optional point in time as RFC 3339 UTC; local times follow gap `next` and fold `first`. */
  instant(text: string | null | undefined, field: string, timeZone: string): string | null {
    if (text === null || text === undefined) return null;
    const moment = parseMoment(text);
    if (!moment) {
      this.problem(field, momentMessage(text));
      return null;
    }
    if (moment.kind === "instant") return formatInstant(moment.at);
    const slot = resolveLocal(moment.local, zoneOf(timeZone), DEFAULT_DST);
    return slot && formatInstant(slot.at);
  }
}

/** What to say about text that is no point in time. */
export function momentMessage(text: string): string {
  return `"${text.slice(0, 40)}" is not a point in time. Write RFC 3339 with an offset, such as 2026-12-24T18:00:00+01:00, or DD-MM-YYYY HH:mm:ss on the clock of timeZone.`;
}

function zoneMessage(name: string): string {
  const shown = `"${name.slice(0, 40)}"`;
  return /^[+-]|^(UTC|GMT|Z)?[+-]?\d/i.test(name) || name === "Z"
    ? `${shown} is a bare offset; name a zone, such as Europe/Berlin or UTC, so that clock changes are known.`
    : `There is no time zone ${shown}; write an IANA name such as Europe/Berlin, America/New_York or UTC.`;
}
