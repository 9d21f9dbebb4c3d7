import { describe, expect, it } from "vitest";
import { calendarBody } from "./calendar-body.ts";

describe("a calendar's file", () => {
  it("goes as it is when it is iCalendar, also behind a byte order mark", () => {
    const text = "\uFEFFBEGIN:VCALENDAR\nEND:VCALENDAR\n";
    expect(calendarBody(text, "x.ics", { slug: "x" })).toEqual({ slug: "x", ics: text });
  });

  it("may be JSON, a list of entries or all of a calendar, with the flags over it", () => {
    expect(calendarBody("[]", "x.json", { name: "X" })).toEqual({ name: "X", entries: [] });
    const whole = '{"name": "Y", "slug": "y", "entries": []}';
    expect(calendarBody(whole, "x.json", { name: "X" })).toEqual({
      name: "X",
      slug: "y",
      entries: [],
    });
  });

  it.each(["", "hello", "7"])("is refused when it is neither: %j", (text) => {
    expect(() => calendarBody(text, "x.txt", {})).toThrow("x.txt is neither an iCalendar file");
  });
});
