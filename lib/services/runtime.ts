import { openDatabase } from "../../db/client.ts";
import { readZoneData } from "../domain/schedule/zone.ts";
import { openHints } from "../events/hints.ts";
import { config } from "../platform/config.ts";
import { logger } from "../platform/logger.ts";
import { openQueue } from "../queue/queue.ts";
import type { Platform } from "./context.ts";

/** On `globalThis`, because bundles and hot reloads load this module more than once in one process. */
const STORE = globalThis as { punctualPlatform?: Promise<Platform> | null };

/**
 * What the web process runs on, opened with the first call that needs it. When opening fails, the next call tries again;
 * once open, every part comes back by itself when the database does. Throws what the database or queue threw.
 */
export function platform(): Promise<Platform> {
  STORE.punctualPlatform ??= open().catch((error: unknown) => {
    STORE.punctualPlatform = null;
    throw error;
  });
  return STORE.punctualPlatform;
}

/** Puts a platform made elsewhere in place of the web process's own; null takes it back. */
export function setPlatform(made: Platform | null): void {
  STORE.punctualPlatform = made === null ? null : Promise.resolve(made);
}

async function open(): Promise<Platform> {
  readZoneData();
  const settings = config();
  const log = logger("platform");
  const database = openDatabase({
    url: settings.databaseUrl,
    max: settings.poolSize.web,
    name: "punctual-web",
  });
  const closers = [() => database.close()];
  try {
    const queue = await openQueue({
      url: settings.databaseUrl,
      housekeeping: false,
      onError: (error) => log.warn({ err: error }, "the queue lost the database for a moment"),
    });
    closers.push(() => queue.stop());
    const hints = await openHints(database, { listen: true });
    return { db: database.db, queue, hints, config: settings };
  } catch (error) {
    await Promise.allSettled(closers.map((close) => close()));
    throw error;
  }
}
