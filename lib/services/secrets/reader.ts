import { type EncryptedSecret, noteSecretUse, readSecrets } from "../../../db/queries/secrets.ts";
import { createMasker, type Masker } from "../../domain/mask/masker.ts";
import { decrypt, type Keyring } from "../../platform/keyring.ts";
import type { Platform } from "../context.ts";
import { placeOf } from "./place.ts";

/** How long a value may stay decrypted in memory after a run asked for it. */
const KEPT_MS = 60_000;
const KEPT_SETS = 500;

/** Secrets a run was given by name; those that do not exist are not among them. `masker` is null when nothing needs it. */
export type Unlocked = {
  readonly values: ReadonlyMap<string, string>;
  readonly masker: Masker | null;
};

/** A secret cannot be decrypted here. The message names it and says what to do. */
export class SecretUnreadable extends Error {
  override readonly name = "SecretUnreadable";
  readonly code = "secret_unreadable";
}

export type SecretReader = {
  /** The present values of some secrets. Throws {@link SecretUnreadable}, and what the database threw. */
  read(projectId: string, names: readonly string[]): Promise<Unlocked>;
  /** Masks every secret that is in memory, for texts that belong to no run. */
  hide(text: string): string;
};

type Ask = {
  readonly projectId: string;
  readonly names: readonly string[];
  readonly answer: (unlocked: Unlocked | Promise<Unlocked>) => void;
  readonly refuse: (error: unknown) => void;
};

const NONE: Unlocked = { values: new Map(), masker: null };

/**
 * Reads secrets for runs: those that are asked for at the same time with one statement, each time anew, so that a new value
 * is used at once. What is decrypted is kept by version for a minute at most.
 */
export function openSecretReader(db: Platform["db"], keyring: Keyring): SecretReader {
  const kept = new Map<string, Unlocked>();
  let asks: Ask[] = [];

  const flush = async (): Promise<void> => {
    const asked = asks;
    asks = [];
    const wanted = asked.flatMap(({ projectId, names }) =>
      names.map((name) => ({ projectId, name })),
    );
    try {
      const rows = await readSecrets(db, wanted);
      for (const ask of asked) ask.answer(rowsFor(ask, rows));
      // Nobody waits for it, and nothing depends on it.
      noteSecretUse(db, [...new Set(rows.map(({ id }) => id))]).catch(() => undefined);
    } catch (error) {
      for (const ask of asked) ask.refuse(error);
    }
  };

  const rowsFor = async ({ projectId, names }: Ask, rows: readonly EncryptedSecret[]) => {
    const own = rows.filter((row) => row.projectId === projectId && names.includes(row.name));
    if (own.length === 0) return NONE;
    const key = own
      .map(({ id, version }) => `${id}:${version}`)
      .sort()
      .join(" ");
    return kept.get(key) ?? keep(key, unlock(keyring, own));
  };

  const keep = (key: string, unlocked: Unlocked): Unlocked => {
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_SETS && oldest !== undefined) kept.delete(oldest);
    kept.set(key, unlocked);
    setTimeout(() => kept.delete(key), KEPT_MS).unref();
    return unlocked;
  };

  return {
    read: (projectId, names) => {
      if (names.length === 0) return Promise.resolve(NONE);
      return new Promise((answer, refuse) => {
        asks.push({ projectId, names, answer, refuse });
        if (asks.length === 1) setImmediate(() => void flush());
      });
    },
    hide: (text) => {
      let hidden = text;
      for (const { masker } of kept.values()) hidden = masker?.text(hidden) ?? hidden;
      return hidden;
    },
  };
}

function unlock(keyring: Keyring, rows: readonly EncryptedSecret[]): Unlocked {
  const values = new Map(rows.map((row) => [row.name, decrypted(keyring, row)]));
  return { values, masker: createMasker(values.values()) };
}

function decrypted(keyring: Keyring, row: EncryptedSecret): string {
  const value = decrypt(keyring, row, placeOf(row));
  if ("text" in value) return value.text;
  throw new SecretUnreadable(
    value.fault === "unknown_key"
      ? `The secret ${row.name} is kept under the key ${row.keyId}, which is not in this process's SECRETS_KEY.`
      : `The secret ${row.name} does not decrypt under the key ${row.keyId}: the key is another one, or the row was changed. Set the secret again.`,
  );
}
