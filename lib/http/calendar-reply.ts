import type { CalendarFile } from "../services/calendars/export.ts";

const TYPE = "text/calendar; charset=utf-8";

/** Whether a caller asks for the file rather than for JSON. */
export function wantsCalendarFile({ headers }: Request): boolean {
  return (headers.get("accept") ?? "").toLowerCase().includes("text/calendar");
}

/** An iCalendar file, to be kept under its name. */
export function calendarFileReply({ file, text }: CalendarFile): Response {
  const headers = {
    "Content-Type": TYPE,
    "Content-Disposition": `attachment; filename="${file}"`,
    Vary: "Accept",
  };
  return new Response(text, { headers });
}

/** What a feed shows, or 304 where the reader has it already. For readers without a sign-in, and for them alone. */
export function feedReply(
  { text, tag }: { readonly text: string; readonly tag: string },
  { headers: asked }: Request,
): Response {
  const headers = { "Cache-Control": "private, max-age=300", ETag: `"${tag}"` };
  const known = (asked.get("if-none-match") ?? "").split(",").map((one) => one.trim());
  if (known.some((one) => one.replace(/^W\//, "") === `"${tag}"`))
    return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "Content-Type": TYPE } });
}
