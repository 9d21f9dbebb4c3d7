import type postgres from "postgres";

type Work = (sql: postgres.TransactionSql) => unknown;
type Begin = (...args: [work: Work] | [options: string, work: Work]) => Promise<unknown>;

/** What is known of one transaction: set once its connection has gone or it has ended. */
type Fate = { over: boolean };

/**
 * Keeps statements away from a transaction's connection once that has closed. postgres.js 3.4 sends the ROLLBACK
 * of a transaction whose connection was lost all the same: it throws where nobody can catch it, and what it left
 * in the connection's buffer is sent first when the connection is made anew, which then fails for up to 15 s.
 */
export function guardTransactions(connection: postgres.Sql): void {
  const begin = connection.begin.bind(connection) as Begin;
  const guarded: Begin = (...args) => {
    const [work, options] = args.length === 1 ? args : [args[1], args[0]];
    const fate: Fate = { over: false };
    const inner = guardedWork(work, fate);
    const whole = options === undefined ? begin(inner) : begin(options, inner);
    // The driver rejects the whole as soon as the connection closes, before anything else can go on.
    whole.catch(() => {
      fate.over = true;
    });
    return whole;
  };
  Object.assign(connection, { begin: guarded });
}

function guardedWork(work: Work, fate: Fate): (sql: postgres.TransactionSql) => Promise<unknown> {
  return async (sql) => {
    const [done] = await Promise.allSettled([inTurn(() => work(guardedSql(sql, fate)))]);
    if (done.status === "rejected") await closeIsKnown();
    // Whoever began the transaction knows already; the driver must go on to neither COMMIT nor ROLLBACK.
    if (fate.over) return await new Promise<never>(() => undefined);
    if (done.status === "rejected") throw done.reason;
    return done.value;
  };
}

/**
 * A socket that breaks fails its statement in one phase of the event loop and says that it closed in a later one,
 * after the callbacks of `setImmediate`; the second such callback therefore comes after both.
 */
async function closeIsKnown(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function inTurn<T>(work: () => T): Promise<Awaited<T>> {
  return await work();
}

function guardedSql(sql: postgres.TransactionSql, fate: Fate): postgres.TransactionSql {
  const check = (): void => {
    if (fate.over) throw new TransactionLostError();
  };
  return new Proxy(sql, {
    apply(target, self, args) {
      check();
      return Reflect.apply(target, self, args);
    },
    get(target, key) {
      if (key === "unsafe") {
        check();
        return target.unsafe;
      }
      if (key === "savepoint") return (...args: unknown[]) => savepoint(target, fate, args);
      return Reflect.get(target, key);
    },
  });
}

function savepoint(
  sql: postgres.TransactionSql,
  fate: Fate,
  args: readonly unknown[],
): Promise<unknown> {
  const work = guardedWork(args.at(-1) as Work, fate);
  const [name] = args;
  return typeof name === "string" ? sql.savepoint(name, work) : sql.savepoint(work);
}

/** A statement came after its transaction had lost its connection. Nothing of the transaction was kept; begin it anew. */
class TransactionLostError extends Error {
  override readonly name = "TransactionLostError";
  readonly code = "CONNECTION_CLOSED";

  constructor() {
    super("The transaction's connection was lost; begin it anew.");
  }
}
