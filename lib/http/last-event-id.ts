/** The number a reconnecting reader of a text/event-stream has got to, by `Last-Event-ID`. */
export function lastEventId(headers: Headers): number | undefined {
  const text = headers.get("last-event-id") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
