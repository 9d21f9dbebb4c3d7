import { sql } from "drizzle-orm";
import { timestamp } from "drizzle-orm/pg-core";

/** An instant with millisecond precision, as the API shows it. */
export const instant = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** The database's clock, cut to whole milliseconds; tests replace the function in their own database. */
export const databaseNow = sql`punctual_now()`;
