import { migrate } from "../db/migrate.ts";
import { installQueue } from "../lib/queue/install.ts";

/** Brings our tables and the queue's at `url` to the newest version. Doing it twice changes nothing. */
export async function prepareDatabase(url: string): Promise<void> {
  await migrate(url);
  await installQueue(url);
}
