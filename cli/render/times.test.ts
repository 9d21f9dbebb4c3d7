import { expect, it } from "vitest";
import { absoluteText, maybeTime, timeText } from "./times.ts";

const at = "2026-03-29T01:00:00.000Z";

it("says how far away and when, in the zone asked for", () => {
  const now = Date.parse("2026-03-29T00:58:00Z");
  expect(timeText(at, now, "Europe/Berlin")).toBe("in 2m (2026-03-29 03:00:00+02:00)");
  expect(absoluteText(at, "UTC")).toBe("2026-03-29 01:00:00Z");
  expect(absoluteText(at, "America/St_Johns")).toBe("2026-03-28 22:30:00-02:30");
  expect(maybeTime(null, now)).toBeNull();
});
