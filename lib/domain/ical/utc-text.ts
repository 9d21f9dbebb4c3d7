/** An instant as iCalendar writes it, to the second: `20261225T070000Z`. Milliseconds since 1970. */
export function utcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
