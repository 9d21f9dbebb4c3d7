import {
  type EncryptedSecret,
  lockSecretsOfOtherKeys,
  rekeySecrets,
} from "../../../db/queries/secrets.ts";
import { decrypt, encrypt, type Keyring } from "../../platform/keyring.ts";
import type { Platform } from "../context.ts";
import { placeOf } from "./place.ts";

const BATCH = 200;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** What a round did: secrets brought under the first key, and those whose own key is not here or whose text is damaged. */
export type Rekeyed = { readonly moved: number; readonly unreadable: readonly string[] };

/** Brings every secret under the first key of the ring. Doing it twice, or in two places at once, changes nothing. */
export async function rekeyAllSecrets(
  platform: Pick<Platform, "db">,
  keyring: Keyring,
): Promise<Rekeyed> {
  const [first] = keyring;
  const unreadable: string[] = [];
  let moved = 0;
  let from: string | null = first === undefined ? null : FIRST_ID;
  while (first !== undefined && from !== null) {
    const after: string = from;
    from = await platform.db.transaction(async (tx) => {
      const rows = await lockSecretsOfOtherKeys(tx, first.id, after, BATCH);
      const next = rows.flatMap((row) => rekeyed(keyring, row));
      await rekeySecrets(tx, next);
      moved += next.length;
      const done = new Set(next.map(({ id }) => id));
      unreadable.push(...rows.filter(({ id }) => !done.has(id)).map(({ id }) => id));
      return rows.length === BATCH ? (rows.at(-1)?.id ?? null) : null;
    });
  }
  return { moved, unreadable };
}

function rekeyed(keyring: Keyring, row: EncryptedSecret) {
  const place = placeOf(row);
  const value = decrypt(keyring, row, place);
  const next = "text" in value ? encrypt(keyring, value.text, place) : null;
  return next === null ? [] : [{ id: row.id, ...next }];
}
