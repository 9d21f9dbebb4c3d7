import { MAX_RETRY_AFTER_SECONDS } from "../../../lib/domain/retry.ts";

/** The status codes from `first` to `last`, both included. */
export type StatusRange = { readonly first: number; readonly last: number };

/** Reads `2xx`, `404` or `200-204`; null when it is none of them. */
export function parseStatusRange(text: string): StatusRange | null {
  const family = /^([1-5])xx$/i.exec(text);
  if (family !== null) {
    const first = Number(family[1]) * 100;
    return { first, last: first + 99 };
  }
  const codes = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text);
  if (codes === null) return null;
  const range = { first: Number(codes[1]), last: Number(codes[2] ?? codes[1]) };
  return range.first <= range.last ? range : null;
}

/** Whether the status is one of those expected. */
export function isExpectedStatus(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some((range) => range.first <= status && status <= range.last);
}

const HTTP_DATE = /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}.*$/;

function dateOf(text: string | undefined): number | null {
  if (text === undefined || !HTTP_DATE.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

/**
 * The seconds that a `Retry-After` header of an answer with status 429 or 503 asks to wait (RFC 9110, 10.2.3), at
 * most 3600; null without one. A date counts from the answer's own `Date`, because clocks differ.
 */
export function retryAfterSeconds(
  status: number,
  headers: { readonly retryAfter: string | undefined; readonly date: string | undefined },
): number | null {
  const { retryAfter, date } = headers;
  if (retryAfter === undefined || (status !== 429 && status !== 503)) return null;
  if (/^\d+$/.test(retryAfter)) return Math.min(Number(retryAfter), MAX_RETRY_AFTER_SECONDS);
  const until = dateOf(retryAfter);
  const from = dateOf(date);
  if (until === null || from === null) return null;
  return Math.min(Math.max(0, (until - from) / 1000), MAX_RETRY_AFTER_SECONDS);
}
