import { describe, expect, it, vi } from "vitest";
import { newId, randomToken } from "./ids.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("newId", () => {
  it("is a version 7 UUID with the time in front", () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(UUID_V7);
    const ms = Number.parseInt(id.replace("-", "").slice(0, 12), 16);
    expect(ms).toBeGreaterThanOrEqual(before);
  });

  it("sorts in the order of making, without repeats, past a full counter", () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("still sorts when the clock steps back", () => {
    const first = newId();
    const now = vi.spyOn(Date, "now").mockReturnValue(0);
    try {
      expect(newId() > first).toBe(true);
    } finally {
      now.mockRestore();
    }
  });
});

describe("randomToken", () => {
  it("has the asked entropy in base64url", () => {
    expect(randomToken(32)).toMatch(/^[\w-]{43}$/);
    expect(randomToken(32)).not.toBe(randomToken(32));
  });
});
