import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** The keys secrets are kept under: the first one encrypts, all of them decrypt. */
export type Keyring = readonly SecretKey[];
type SecretKey = { readonly id: string; readonly key: KeyObject };

/** A text under AES-256-GCM: which key, and nonce and text with its tag in base64. */
export type Encrypted = {
  readonly keyId: string;
  readonly nonce: string;
  readonly ciphertext: string;
};

/** Why a text cannot be decrypted: its key is not here, or it was changed or moved to another place. */
export type Undecryptable = "unknown_key" | "damaged";

/** Reads `id:base64` with a key of 32 bytes; null when it is not one. */
export function parseSecretKey(text: string): SecretKey | null {
  const [, id, encoded] = /^([^:]*):([A-Za-z0-9+/_-]+={0,2})$/.exec(text.trim()) ?? [];
  if (id === undefined || encoded === undefined || !KEY_ID.test(id)) return null;
  const bytes = Buffer.from(encoded, "base64");
  return bytes.length === KEY_BYTES ? { id, key: createSecretKey(bytes) } : null;
}

/** A new key as `SECRETS_KEY` takes it. */
export function newSecretKey(id: string): string {
  return `${id}:${randomBytes(KEY_BYTES).toString("base64")}`;
}

/** Encrypts under the first key, bound to `place`: decrypting for another place fails. Null without a key. */
export function encrypt(keyring: Keyring, text: string, place: string): Encrypted | null {
  const [first] = keyring;
  if (first === undefined) return null;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", first.key, nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return {
    keyId: first.id,
    nonce: nonce.toString("base64"),
    ciphertext: body.toString("base64"),
  };
}

/** The text {@link encrypt} was given for this place, or why it is not to be had. */
export function decrypt(
  keyring: Keyring,
  encrypted: Encrypted,
  place: string,
): { readonly text: string } | { readonly fault: Undecryptable } {
  const key = keyring.find(({ id }) => id === encrypted.keyId)?.key;
  if (key === undefined) return { fault: "unknown_key" };
  const bytes = Buffer.from(encrypted.ciphertext, "base64");
  const nonce = Buffer.from(encrypted.nonce, "base64");
  if (bytes.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return { fault: "damaged" };
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, options)
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const body = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
    return { text: body.toString("utf8") };
  } catch {
    // The only fault there is: the tag does not fit.
    return { fault: "damaged" };
  }
}
