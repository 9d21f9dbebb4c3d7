import postgres from "postgres";
import { afterAll } from "vitest";
import type { TestDatabase } from "./database.ts";

/** The time of one test database, moved by hand. */
export type TestClock = Readonly<{
  /** Sets the database's present moment. */
  setClock(instant: Date | string): Promise<void>;
  /** Moves the present moment on by `ms` milliseconds and answers where it is now. */
  advance(ms: number): Promise<Date>;
  now(): Promise<Date>;
}>;

/**
 * Replaces `punctual_now()`, and pg-boss's own `job_now()`, in this database by the single row of `test_clock`, standing at `start`. Every
 * connection sees the same time, and it stands still until it is moved.
 */
export async function createTestClock(
  database: TestDatabase,
  start: Date | string,
): Promise<TestClock> {
  const sql = postgres(database.url, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: "test-clock" },
  });
  afterAll(() => sql.end({ timeout: 5 }));
  await sql.unsafe(`
    create table public.test_clock (
      single boolean primary key default true check (single),
      instant timestamptz not null
    );
    create or replace function public.punctual_now() returns timestamptz
    language sql stable parallel safe
    as $$ select date_trunc('milliseconds', instant) from public.test_clock $$;
    create or replace function pgboss.job_now() returns timestamptz
    language sql stable parallel safe
    as $$ select instant from public.test_clock $$;
  `);
  await sql`insert into public.test_clock (instant) values (${new Date(start)})`;

  return {
    setClock: async (instant) => {
      await sql`update public.test_clock set instant = ${new Date(instant)}`;
    },
    advance: async (ms) => {
      const rows = await sql<{ instant: Date }[]>`
        update public.test_clock set instant = instant + make_interval(secs => ${ms / 1000})
        returning instant`;
      return onlyInstant(rows);
    },
    now: async () => onlyInstant(await sql<{ instant: Date }[]>`select punctual_now() as instant`),
  };
}

function onlyInstant(rows: readonly { instant: Date }[]): Date {
  const [row] = rows;
  if (row === undefined) throw new Error("the test clock has lost its row");
  return row.instant;
}
