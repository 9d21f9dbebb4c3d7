/** Longest address by RFC 5321. */
const MAX_EMAIL_LENGTH = 254;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const SPOKEN = /^(\d+y)?(\d+mo)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/;
const ISO_DURATION = /^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/;
const EMAIL = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

type Format = { readonly accepts: (text: string) => boolean; readonly expected: string };

/** The values `format` may have, what each accepts, and how a message names it. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ["date", { accepts: isDate, expected: "a date such as 2026-12-24" }],
  ["date-time", { accepts: isDateTime, expected: "a moment such as 2026-12-24T18:00:00Z" }],
  ["duration", { accepts: isDuration, expected: "a duration such as 1h30m or PT90M" }],
  ["email", { accepts: isEmail, expected: "an e-mail address" }],
  ["uri", { accepts: isUri, expected: "an address such as https://example.com/path" }],
  ["uuid", { accepts: (text: string) => UUID.test(text), expected: "a UUID" }],
  ["multiline", { accepts: () => true, expected: "text" }],
  ["secret", { accepts: isSecretName, expected: "the name of a secret" }],
]);

/** Whether the text can name a secret: letters, digits and `_`, at most 64, not beginning with a digit. */
export function isSecretName(text: string): boolean {
  return SECRET_NAME.test(text);
}

/** Whether the text is one e-mail address without a display name. */
export function isEmail(text: string): boolean {
  return text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text);
}

/** Whether the text is a day of the Gregorian calendar written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** Whether the text is a moment by RFC 3339, offset included. */
export function isDateTime(text: string): boolean {
  return isDate(text.slice(0, 10)) && /^[Tt ]$/.test(text.charAt(10)) && TIME.test(text.slice(11));
}

function isDuration(text: string): boolean {
  if (SPOKEN.test(text)) return text !== "";
  return ISO_DURATION.test(text) && /\d[A-Z]$/.test(text);
}

function isUri(text: string): boolean {
  return !/[\s\p{Cc}]/u.test(text) && URL.canParse(text);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
