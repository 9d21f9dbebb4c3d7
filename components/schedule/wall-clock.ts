/** `2026-12-24T18:00:00` as people read it; wall-clock text is UTC only to be formatted. */
export function wallClock(
  local: string,
  thisYear: number,
): { readonly day: string; readonly time: string } {
  const at = Date.parse(`${local.slice(0, 19)}Z`);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(at);
  return {
    day: format({
      weekday: "short",
      day: "numeric",
      month: "short",
      ...(local.startsWith(`${thisYear}-`) ? {} : { year: "numeric" }),
    }),
    time: local.slice(11, 19),
  };
}
