import { describe, expect, it } from "vitest";
import { isExpectedStatus, parseStatusRange, retryAfterSeconds } from "./status.ts";

describe("an expected status", () => {
  it.each([
    ["2xx", 200, 299],
    ["5XX", 500, 599],
    ["404", 404, 404],
    ["200-204", 200, 204],
  ])("%s goes from %i to %i", (text, first, last) => {
    expect(parseStatusRange(text)).toEqual({ first, last });
  });

  it.each(["", "6xx", "2x", "99", "600", "204-200", "200-", "2xx-3xx", "200,201", " 200"])(
    "is not %j",
    (text) => {
      expect(parseStatusRange(text)).toBeNull();
    },
  );

  it("is one in any of the ranges", () => {
    const ranges = [
      { first: 200, last: 204 },
      { first: 404, last: 404 },
    ];
    const statuses = [199, 200, 204, 205, 403, 404, 405];
    expect(statuses.filter((status) => isExpectedStatus(ranges, status))).toEqual([200, 204, 404]);
  });
});

describe("Retry-After", () => {
  const date = "Fri, 20 Nov 2026 08:00:00 GMT";

  it.each([
    ["0", 0],
    ["120", 120],
    ["3600", 3600],
    ["999999", 3600],
    ["Fri, 20 Nov 2026 08:01:30 GMT", 90],
    ["Friday, 20-Nov-26 08:01:30 GMT", 90],
    ["Fri, 20 Nov 2026 07:00:00 GMT", 0],
    ["Sat, 21 Nov 2026 08:00:00 GMT", 3600],
    ["-5", null],
    ["1.5", null],
    ["soon", null],
    ["5 apples", null],
    ["", null],
  ])("%j asks to wait %j seconds", (retryAfter, seconds) => {
    expect(retryAfterSeconds(429, { retryAfter, date })).toBe(seconds);
    expect(retryAfterSeconds(503, { retryAfter, date })).toBe(seconds);
  });

  it("as a date means nothing without the date of the answer", () => {
    expect(retryAfterSeconds(503, { retryAfter: date, date: undefined })).toBeNull();
    expect(retryAfterSeconds(503, { retryAfter: date, date: "yesterday" })).toBeNull();
  });

  it.each([200, 301, 408, 500, 502])("is not heeded with %i", (status) => {
    expect(retryAfterSeconds(status, { retryAfter: "5", date })).toBeNull();
  });
});
