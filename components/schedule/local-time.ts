/** An instant (RFC 3339) as the clocks of a zone show it, the way `datetime-local` writes it; the text itself if either is unknown. */
export function localFromInstant(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return instant;
  try {
    const format = new Intl.DateTimeFormat("sv-SE", {
      timeZone,
      dateStyle: "short",
      timeStyle: "medium",
    });
    return format.format(at).replace(" ", "T");
  } catch {
    return instant;
  }
}

/** The instant at which the clocks of a zone show a time as `datetime-local` writes it, with its offset: `2026-01-31T02:00:00+01:00`. */
export function instantFromLocal(local: string, timeZone: string): string {
  const text = local.length === "2026-01-31T02:00".length ? `${local}:00` : local;
  const near = Date.parse(`${text}${zoneOffset(timeZone, Date.parse(`${text}Z`))}`);
  return `${text}${zoneOffset(timeZone, near)}`;
}

/** How far a zone is from UTC at an instant: `+02:00`; empty for an unknown zone. Milliseconds since 1970. */
export function zoneOffset(timeZone: string, at: number): string {
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
    const name = parts.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
    return name === "GMT" ? "+00:00" : name.replace("GMT", "");
  } catch {
    return "";
  }
}
