import type { ScheduleInput, ScheduleView } from "../../lib/contracts/schedule.ts";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { DstPolicy } from "../../lib/domain/schedule/types.ts";
import { localFromInstant } from "./local-time.ts";

export type ScheduleKind = ScheduleInput["kind"];

/** What the builder holds: every kind's fields at once, so that switching to and fro loses nothing. */
export type ScheduleDraft = {
  readonly kind: ScheduleKind;
  readonly expression: string;
  readonly every: string;
  readonly onceMode: "at" | "in";
  /** Wall clock in `timeZone`, as `datetime-local` writes it: `2026-12-24T18:00:00`. */
  readonly at: string;
  readonly in: string;
  readonly timeZone: string;
  readonly gap: DstPolicy["gap"];
  readonly fold: DstPolicy["fold"];
  /** Members the builder has no field for; kept as they are. */
  readonly extra: JsonObject;
};

export const START: Omit<ScheduleDraft, "timeZone"> = {
  kind: "interval",
  expression: "0 2 * * *",
  every: "1m",
  onceMode: "in",
  at: "",
  in: "2m",
  gap: "next",
  fold: "first",
  extra: {},
};

const DEFAULT_DST: DstPolicy = { gap: "next", fold: "first" };

/** The schedule as the API takes it; what equals the default is left out. */
export function scheduleInput(draft: ScheduleDraft): ScheduleInput {
  const { gap, fold, timeZone, extra } = draft;
  const dst = gap === DEFAULT_DST.gap && fold === DEFAULT_DST.fold ? {} : { dst: { gap, fold } };
  switch (draft.kind) {
    case "cron":
      return {
        ...withoutZone(extra),
        kind: "cron",
        expression: draft.expression,
        timeZone,
        ...dst,
      };
    case "interval":
      return { ...extra, kind: "interval", every: draft.every };
    case "once":
      return draft.onceMode === "in"
        ? { kind: "once", in: draft.in }
        : { kind: "once", at: spokenMoment(draft.at), timeZone };
    case "manual":
      return { kind: "manual" };
  }
}

/** The builder has fields for the zone of a cron schedule, and none for that of an interval. */
function withoutZone({ timeZone: _timeZone, dst: _dst, ...extra }: JsonObject): JsonObject {
  return extra;
}

/** `2026-12-24T18:00` as the API takes a moment in a zone: `24-12-2026 18:00:00`. Other text stays as it is. */
function spokenMoment(local: string): string {
  const [, year, month, day, time, seconds = ":00"] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(:\d\d)?/.exec(local) ?? [];
  return time === undefined ? local : `${day}-${month}-${year} ${time}${seconds}`;
}

type Members = { readonly [name: string]: unknown };

const KNOWN = ["kind", "expression", "every", "at", "in"];
const ZONE = ["timeZone", "dst"];

/** The builder's state for a schedule as given or as kept. Members of other kinds come from `base`. */
export function scheduleDraft(
  schedule: ScheduleInput | ScheduleView,
  base: ScheduleDraft,
): ScheduleDraft {
  const given: Members = schedule;
  const text = (name: string, fallback: string) => {
    const value = given[name];
    return typeof value === "string" ? value : fallback;
  };
  const dst = "dst" in schedule ? schedule.dst : undefined;
  const timeZone = text("timeZone", base.timeZone);
  const known = schedule.kind === "interval" ? KNOWN : [...KNOWN, ...ZONE];
  const extra = Object.entries(given).filter(([name]) => !known.includes(name));
  return {
    kind: schedule.kind,
    expression: text("expression", base.expression),
    every: text("every", base.every),
    onceMode: schedule.kind === "once" ? (given["at"] === undefined ? "in" : "at") : base.onceMode,
    at: localMoment(text("at", base.at), timeZone),
    in: text("in", base.in),
    timeZone,
    gap: dst?.gap ?? DEFAULT_DST.gap,
    fold: dst?.fold ?? DEFAULT_DST.fold,
    extra: Object.fromEntries(extra) as JsonObject,
  };
}

function localMoment(at: string, timeZone: string): string {
  const [, day, month, year, time] = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)$/.exec(at) ?? [];
  if (time !== undefined) return `${year}-${month}-${day}T${time}`;
  return /(Z|[+-]\d\d:\d\d)$/.test(at) ? localFromInstant(at, timeZone) : at;
}
