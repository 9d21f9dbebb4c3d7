import { randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { keyedHash } from "./sealed.ts";

const SHAPE = /^pct_([0-9a-f]{16})_([0-9a-f]{48})_([0-9a-f]{8})$/;
const TOKEN_PURPOSE = "api-token";
const SESSION_PURPOSE = "session-token";

/** The text of an API token `pct_<id>_<secret>_<crc>`, its public part, and what is kept of its secret. */
export type IssuedToken = {
  readonly text: string;
  readonly prefix: string;
  readonly secretHash: string;
};

/** Makes an API token. The checksum lets scanners of leaked secrets recognise one. */
export function issueApiToken(authSecret: string): IssuedToken {
  const prefix = `pct_${randomBytes(8).toString("hex")}`;
  const secret = randomBytes(24).toString("hex");
  const body = `${prefix}_${secret}`;
  return {
    text: `${body}_${checksum(body)}`,
    prefix,
    secretHash: keyedHash(secret, authSecret, TOKEN_PURPOSE),
  };
}

/** The parts of a well-formed API token; null for any other text and for a wrong checksum. */
export function readApiToken(text: string): { prefix: string; secret: string } | null {
  const [, id, secret, crc] = SHAPE.exec(text) ?? [];
  if (id === undefined || secret === undefined) return null;
  const prefix = `pct_${id}`;
  return checksum(`${prefix}_${secret}`) === crc ? { prefix, secret } : null;
}

/** Whether a secret is the one that was kept, in constant time. */
export function isTokenSecret(secret: string, secretHash: string, authSecret: string): boolean {
  const given = Buffer.from(keyedHash(secret, authSecret, TOKEN_PURPOSE));
  const kept = Buffer.from(secretHash);
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** Makes the token of a sign-in, `pcs_…`. */
export function issueSessionToken(): string {
  return `pcs_${randomBytes(32).toString("base64url")}`;
}

/** What is kept of a session token; looked up by it, so there is nothing to compare. */
export function hashSessionToken(text: string, authSecret: string): string {
  return keyedHash(text, authSecret, SESSION_PURPOSE);
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
