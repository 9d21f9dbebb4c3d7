import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-03-29T00:59:59.999Z");
const sql = postgres(database.url, { max: 1 });
afterAll(() => sql.end());

describe("the test database", () => {
  it("is migrated and its own", async () => {
    const [row] =
      await sql`select current_database() as name, to_regclass('runs') is not null as ready`;
    expect(row).toEqual({ name: database.name, ready: true });
  });

  it("shows the clock that the test sets, to the millisecond, to every connection", async () => {
    expect((await clock.now()).toISOString()).toBe("2026-03-29T00:59:59.999Z");
    expect((await clock.advance(1)).toISOString()).toBe("2026-03-29T01:00:00.000Z");
    const [row] = await sql`select punctual_now() as now`;
    expect(row?.["now"]).toEqual(new Date("2026-03-29T01:00:00Z"));
    await clock.setClock("2030-01-01T00:00:00Z");
    expect((await clock.now()).toISOString()).toBe("2030-01-01T00:00:00.000Z");
  });
});
