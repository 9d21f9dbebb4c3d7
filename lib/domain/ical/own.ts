/** How files of ours say who wrote them. */
export const PRODUCT_ID = "-//Punctual//Calendars//EN";

/** Of a calendar: an entry about hours as JSON, which iCalendar has no event for; POSITION is its place among the entries. */
export const HOURS_PROPERTY = "X-PUNCTUAL-HOURS";

/** Of an event: its summary only describes the entry, which has no name. */
export const UNNAMED_PROPERTY = "X-PUNCTUAL-UNNAMED";
