import type { Database, Db } from "../../db/client.ts";
import { HINT_CHANNEL, notify } from "../../db/queries/notifications.ts";

/** What may have changed: `jobs` a due instant came nearer, `runs` there are messages, `cancel` runs are to be cancelled, `events` rows were added. */
export type Hint = "jobs" | "runs" | "cancel" | "events";

const LETTERS: Readonly<Record<Hint, string>> = { jobs: "j", runs: "r", cancel: "c", events: "e" };
/** NOTIFY takes a database-wide lock at commit: one process sends at most twenty a second. */
const QUIET_MS = 50;

export type Hints = {
  /** Tells other processes, after the commit. The first one goes at once, those of the next 50 ms together. Never throws: a lost hint costs a look by timer. */
  send(...hints: readonly Hint[]): void;
  /** Called for every hint heard, of this process as well, and with all hints after a reconnect. Answers a function that stops it. */
  hear(listener: (hints: ReadonlySet<Hint>) => void): () => void;
  close(): Promise<void>;
};

/** Opens the sender, and with `listen` a LISTEN connection that comes back by itself. */
export async function openHints(database: Database, options: { listen: boolean }): Promise<Hints> {
  const hints = new HintBus(database.db);
  if (options.listen) await hints.listen(database);
  return hints;
}

class HintBus implements Hints {
  readonly #db: Db;
  readonly #listeners = new Set<(hints: ReadonlySet<Hint>) => void>();
  readonly #pending = new Set<Hint>();
  #timer: NodeJS.Timeout | null = null;
  #unlisten: (() => Promise<void>) | null = null;
  #closed = false;

  constructor(db: Db) {
    this.#db = db;
  }

  send(...hints: readonly Hint[]): void {
    if (this.#closed) return;
    for (const hint of hints) this.#pending.add(hint);
    if (this.#timer === null) this.#flush();
  }

  hear(listener: (hints: ReadonlySet<Hint>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async listen(database: Database): Promise<void> {
    await database.connection
      .listen(
        HINT_CHANNEL,
        (payload) => this.#tell(parse(payload)),
        // Also called after every reconnect: whatever was said meanwhile is unknown.
        () => this.#tell(new Set<Hint>(["jobs", "runs", "cancel", "events"])),
      )
      .then((subscription) => {
        this.#unlisten = () => subscription.unlisten();
      })
      // The driver goes on trying when the first attempt fails, as it does when the connection is lost later.
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
    await this.#unlisten?.().catch(() => undefined);
  }

  #flush(): void {
    const payload = [...this.#pending].map((hint) => LETTERS[hint]).join("");
    this.#pending.clear();
    this.#timer = setTimeout(() => this.#quietOver(), QUIET_MS);
    this.#timer.unref();
    notify(this.#db, payload).catch(() => undefined);
  }

  #quietOver(): void {
    this.#timer = null;
    if (this.#pending.size > 0) this.#flush();
  }

  #tell(hints: ReadonlySet<Hint>): void {
    for (const listener of this.#listeners) listener(hints);
  }
}

function parse(payload: string): Set<Hint> {
  const known = Object.entries(LETTERS) as [Hint, string][];
  return new Set(known.filter(([, letter]) => payload.includes(letter)).map(([hint]) => hint));
}
