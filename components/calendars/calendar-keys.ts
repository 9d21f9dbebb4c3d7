/** Names of what the browser keeps of calendars and feeds. */
export const calendarKeys = {
  list: ["calendars"],
  filtered: (q: string | undefined) => ["calendars", { q }],
  one: (id: string) => ["calendar", id],
  feeds: ["feeds"],
} as const;
