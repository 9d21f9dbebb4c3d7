import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { registerArrayTypes } from "./array-types.ts";
import { preparing } from "./prepared.ts";
import { schema } from "./schema/all.ts";
import { guardTransactions } from "./transaction-guard.ts";
import { watchedSockets } from "./watched-socket.ts";

/** Longer than any statement may take: what the server has not answered by then, it never will. */
const SILENT_SECONDS = 20;

export type Schema = typeof schema;

/** What queries run on: the database itself or a transaction of it. */
export type Db = PostgresJsDatabase<Schema>;

/** A transaction; statements that must not stand alone ask for this type. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

export type Database = {
  readonly db: Db;
  /** The driver below, for LISTEN. */
  readonly connection: postgres.Sql;
  readonly url: string;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  readonly url: string;
  /** Connections at most. Web, worker, heartbeat and LISTEN each have a pool of their own. */
  readonly max: number;
  /** Shown in `pg_stat_activity`, so that an operator sees whose connection hangs. */
  readonly name: string;
  /** Prepares statements once per connection; only with direct or session-pooled connections. */
  readonly prepare?: boolean;
  /** For statements that lift their own time limit: how long an answer may take, in place of 20 s. */
  readonly silentSeconds?: number;
};

/**
 * Opens a pool. Nothing connects before the first statement; lost connections are made anew by themselves
 * and reject what was under way. Time limits are those of the reliability document: 7 s a statement, 3 s a
 * lock, 10 s idle in a transaction, 3 s to connect, 20 s without an answer.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const connection = postgres(options.url, {
    max: options.max,
    connect_timeout: 3,
    keep_alive: 10,
    idle_timeout: 60,
    max_lifetime: 30 * 60,
    fetch_types: false,
    backoff: (retries: number) => Math.min(0.1 * 2 ** retries, 1),
    onnotice: () => undefined,
    // Known to the driver, though not to its types.
    ...{ socket: watchedSockets((options.silentSeconds ?? SILENT_SECONDS) * 1000) },
    connection: {
      application_name: options.name,
      TimeZone: "UTC",
      statement_timeout: 7000,
      lock_timeout: 3000,
      idle_in_transaction_session_timeout: 10_000,
    },
  });
  registerArrayTypes(connection);
  guardTransactions(connection);
  return {
    db: drizzle(options.prepare === true ? preparing(connection) : connection, { schema }),
    connection,
    url: options.url,
    close: () => connection.end({ timeout: 5 }),
  };
}
