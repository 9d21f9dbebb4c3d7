import { describe, expect, it } from "vitest";
import { normalizeEntries } from "./normalize.ts";

function entries(...input: unknown[]): unknown {
  const result = normalizeEntries(input);
  return result.ok ? result.entries : result.problems.map(({ pointer }) => pointer);
}

describe("calendar entries", () => {
  it("have one stored form, whichever way they were written", () => {
    expect(
      entries(
        { kind: "date", date: "2026-12-25", until: "2026-12-25", name: "  Christmas Day " },
        { kind: "date", date: "2026-12-25", until: "2026-12-27", name: "" },
        { kind: "yearly", date: "02-29" },
        { kind: "weekly", days: ["sun", "Sat", "SUN"] },
        { kind: "hours", from: "8:00", to: "24:00", days: null },
        { kind: "hours", from: "22:00", to: "06:00", days: ["FRI", "MON"], name: null },
        {
          kind: "hours",
          from: "09:00",
          to: "17:00",
          days: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        },
      ),
    ).toEqual([
      { kind: "date", date: "2026-12-25", name: "Christmas Day" },
      { kind: "date", date: "2026-12-25", until: "2026-12-27" },
      { kind: "yearly", date: "02-29" },
      { kind: "weekly", days: ["SAT", "SUN"] },
      { kind: "hours", from: "08:00", to: "24:00" },
      { kind: "hours", from: "22:00", to: "06:00", days: ["MON", "FRI"] },
      { kind: "hours", from: "09:00", to: "17:00" },
    ]);
    expect(entries()).toEqual([]);
  });

  it("are stored as they are when read again", () => {
    const first = normalizeEntries([
      { kind: "hours", from: "8:30", to: "9:00", days: ["tue"] },
      { kind: "date", date: "2028-02-29", until: "2028-03-01", name: "Leap" },
    ]);
    expect(first.ok && normalizeEntries(first.entries)).toEqual(first);
  });

  it.each([
    [{ kind: "date", date: "2026-02-29" }, ["/entries/0/date"]],
    [{ kind: "date", date: "26-02-01" }, ["/entries/0/date"]],
    [{ kind: "date", date: "2026-02-01T00:00:00Z" }, ["/entries/0/date"]],
    [{ kind: "date", date: "0000-01-01" }, ["/entries/0/date"]],
    [{ kind: "date", date: "2026-02-02", until: "2026-02-01" }, ["/entries/0/until"]],
    [{ kind: "date", date: 7, until: "soon" }, ["/entries/0/date", "/entries/0/until"]],
    [{ kind: "yearly", date: "02-30" }, ["/entries/0/date"]],
    [{ kind: "yearly", date: "2026-02-01" }, ["/entries/0/date"]],
    [{ kind: "yearly" }, ["/entries/0/date"]],
    [{ kind: "weekly", days: [] }, ["/entries/0/days"]],
    [{ kind: "weekly", days: "SAT" }, ["/entries/0/days"]],
    [{ kind: "weekly", days: ["SAT", "Samstag", 0] }, ["/entries/0/days/1", "/entries/0/days/2"]],
    [{ kind: "hours", from: "08:00", to: "08:00" }, ["/entries/0/to"]],
    [{ kind: "hours", from: "24:00", to: "08:00" }, ["/entries/0/from"]],
    [{ kind: "hours", from: "8", to: "24:01" }, ["/entries/0/from", "/entries/0/to"]],
    [{ kind: "hours", from: "08:60", to: "25:00" }, ["/entries/0/from", "/entries/0/to"]],
    [{ kind: "hours", from: "08:00", to: "18:00", days: ["X"] }, ["/entries/0/days/0"]],
    [{ kind: "monthly", day: 1 }, ["/entries/0/kind"]],
    [{ kind: "yearly", date: "12-25", "until/~": 1 }, ["/entries/0/until~1~0"]],
    [{ kind: "yearly", date: "12-25", name: "x".repeat(201) }, ["/entries/0/name"]],
    [{ kind: "yearly", date: "12-25", name: 7 }, ["/entries/0/name"]],
    [null, ["/entries/0"]],
    ["12-25", ["/entries/0"]],
  ])("%j is refused at its place", (entry, pointers) => {
    expect(entries(entry)).toEqual(pointers);
  });

  it("are all told of at once", () => {
    const good = { kind: "yearly", date: "12-25" };
    expect(entries(good, { kind: "date" }, good, { kind: "weekly" })).toEqual([
      "/entries/1/date",
      "/entries/3/days",
    ]);
  });

  it("are a list of at most 2,000, of which 100 are hours", () => {
    expect(normalizeEntries({}).ok).toBe(false);
    const many = Array.from({ length: 2_000 }, () => ({ kind: "yearly", date: "12-25" }));
    expect(normalizeEntries(many).ok).toBe(true);
    expect(normalizeEntries([...many, { kind: "yearly", date: "12-25" }])).toMatchObject({
      problems: [{ pointer: "/entries" }],
    });
    const hours = Array.from({ length: 101 }, () => ({ kind: "hours", from: "08:00", to: "9:00" }));
    expect(normalizeEntries(hours.slice(1)).ok).toBe(true);
    expect(normalizeEntries(hours)).toMatchObject({ problems: [{ pointer: "/entries/100" }] });
  });
});
