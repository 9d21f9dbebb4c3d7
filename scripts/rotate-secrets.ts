// Brings the secrets of all projects under the first key of SECRETS_KEY, now rather than with the next housekeeping.

import { openDatabase } from "../db/client.ts";
import { ConfigError, loadConfig } from "../lib/platform/config.ts";
import { rekeyAllSecrets } from "../lib/services/secrets/rekey.ts";
import { say } from "./start/say.ts";

try {
  await rotate();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}

async function rotate(): Promise<void> {
  const { databaseUrl, secretsKeys } = loadConfig();
  const [first] = secretsKeys;
  if (first === undefined)
    return fail("SECRETS_KEY is not set; there is no key to bring secrets under.");
  const database = openDatabase({ url: databaseUrl, max: 1, name: "punctual-rotate" });
  try {
    const { moved, unreadable } = await rekeyAllSecrets(database, secretsKeys);
    say(`${moved} secret(s) brought under the key ${first.id}.`);
    if (unreadable.length === 0) return say("No other key is needed any more.");
    fail(`Not readable under any of the keys: ${unreadable.join(", ")}`);
  } finally {
    await database.close();
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
