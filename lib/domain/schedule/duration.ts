import { DAY_SECONDS } from "./civil.ts";

/**
 * A length of time as people write it (I1). Exact ones are seconds; calendar ones are months and days, added to the local
 * date.
 */
export type Duration =
  | { readonly kind: "exact"; readonly seconds: number }
  | { readonly kind: "calendar"; readonly months: number; readonly days: number };

const HUNDRED_YEARS_DAYS = 36_525;
const DAYS_PER_MONTH = HUNDRED_YEARS_DAYS / 1_200;

const SHORT = /^(?:(\d+)y)?(?:(\d+)mo)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const ISO =
  /^P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;

/** Reads `1h30m`, `4d`, `1y6mo` or an ISO 8601 duration such as `PT2M`; 1 second to 100 years. */
export function parseDuration(
  text: string,
): { ok: true; duration: Duration } | { ok: false; message: string } {
  const match = text.length <= 100 ? (SHORT.exec(text) ?? ISO.exec(text)) : null;
  const parts = match?.slice(1) ?? [];
  if (parts.every((part) => part === undefined)) {
    return {
      ok: false,
      message: `"${text.slice(0, 30)}" is not a duration. Write whole numbers with y, mo, w, d, h, m, s, largest first, such as 15m or 1h30m, or an ISO 8601 duration such as PT15M.`,
    };
  }
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    parts.map((part) => Number(part ?? 0));
  const allMonths = years * 12 + months;
  const allDays = weeks * 7 + days;
  const time = hours * 3_600 + minutes * 60 + seconds;
  const hasTime = parts.slice(4).some((part) => part !== undefined);
  if (hasTime && parts.slice(0, 2).some((part) => part !== undefined)) {
    return {
      ok: false,
      message:
        "Years and months differ in length, so they cannot stand together with hours, minutes or seconds.",
    };
  }
  const total = allMonths * DAYS_PER_MONTH + allDays + time / DAY_SECONDS;
  if (total * DAY_SECONDS < 1 || total > HUNDRED_YEARS_DAYS) {
    return { ok: false, message: "A duration is between 1 second and 100 years." };
  }
  return {
    ok: true,
    duration: hasTime
      ? { kind: "exact", seconds: allDays * DAY_SECONDS + time }
      : { kind: "calendar", months: allMonths, days: allDays },
  };
}

/** Seconds of a duration with a day taken as 24 hours, or null where it has months (I4). */
export function exactSeconds(duration: Duration): number | null {
  if (duration.kind === "exact") return duration.seconds;
  return duration.months > 0 ? null : duration.days * DAY_SECONDS;
}
