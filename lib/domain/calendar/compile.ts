import { DAY_MS } from "../schedule/civil.ts";
import { dayRules } from "./day-rules.ts";
import type { Calendar, CompiledCalendars, ExclusionReason } from "./types.ts";
import type { DayPart } from "./weekday-hours.ts";

/**
 * Makes calendars ready to judge local times (K1). The first verdict stands: entries about days before entries about hours,
 * then the calendars and their entries in the given order. The entries are as `normalizeEntries` makes them.
 */
export function compileCalendars(calendars: readonly Calendar[]): CompiledCalendars {
  const names = new Map(calendars.map(({ slug, name }) => [slug, name]));
  const ruleOf = dayRules(calendars);

  const partOf = (local: number): DayPart => {
    const day = Math.floor(local / DAY_MS);
    return partAt(ruleOf(day).parts, local - day * DAY_MS);
  };
  const reasonAt = (local: number): ExclusionReason | null =>
    partOf(local).exclusion?.reason ?? null;

  const partEnd = (local: number): number => {
    const day = Math.floor(local / DAY_MS);
    const rule = ruleOf(day);
    const { until } = partAt(rule.parts, local - day * DAY_MS);
    return until < DAY_MS ? day * DAY_MS + until : (Math.max(day, rule.lastDay) + 1) * DAY_MS;
  };
  const partStart = (local: number): number => {
    const day = Math.floor(local / DAY_MS);
    const rule = ruleOf(day);
    const { from } = partAt(rule.parts, local - day * DAY_MS);
    return from > 0 ? day * DAY_MS + from : Math.min(day, rule.firstDay) * DAY_MS;
  };

  return {
    judge: (local) => partOf(local).exclusion,

    stretchEnd(local, limit) {
      const reason = reasonAt(local);
      let end = partEnd(local);
      while (end < limit && reasonAt(end) === reason) end = partEnd(end);
      return Math.min(end, limit);
    },

    stretchStart(local, limit) {
      const reason = reasonAt(local);
      let start = partStart(local);
      while (start > limit && reasonAt(start - 1) === reason) start = partStart(start - 1);
      return Math.max(start, limit);
    },

    nameOf: (slug) => names.get(slug) ?? slug,
  };
}

function partAt(parts: readonly DayPart[], time: number): DayPart {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.until ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  const part = parts[low];
  if (!part) throw new RangeError(`no part of a day holds ${time} ms`);
  return part;
}
