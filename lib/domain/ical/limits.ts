/** Longest iCalendar file, in characters. */
export const MAX_ICS_LENGTH = 1_000_000;

/** Room in bytes for a call that holds one: line ends and quotes are longer in JSON. */
export const MAX_ICS_BODY_BYTES = 1_536 * 1_024;
