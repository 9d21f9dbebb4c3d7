import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<
  string,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);

/** OWASP's least for scrypt in its form with little memory: 2^15, 8, 3 (32 MiB for a moment, about 0.2 s). */
const LOG_N = 15;
const R = 8;
const P = 3;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** A password as a PHC string, `$scrypt$ln=15,r=8,p=3$salt$hash`. Unicode is normalised, so every keyboard gives the same. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await run(password, salt, KEY_BYTES, { logN: LOG_N, r: R, p: P });
  return `$scrypt$ln=${LOG_N},r=${R},p=${P}$${base64(salt)}$${base64(key)}`;
}

/**
 * Whether the password is the one of the hash. Without a hash (nobody of that name, nobody with a password) it takes as
 * long and answers false, so that the time tells nothing.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, logN, r, p, salt, key] = PHC.exec(hash ?? "") ?? [];
  if (salt === undefined || key === undefined) {
    await run(password, Buffer.alloc(SALT_BYTES), KEY_BYTES, { logN: LOG_N, r: R, p: P });
    return false;
  }
  const expected = Buffer.from(key, "base64");
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const actual = await run(password, Buffer.from(salt, "base64"), expected.length, cost);
  return timingSafeEqual(actual, expected);
}

type Cost = { readonly logN: number; readonly r: number; readonly p: number };

function run(password: string, salt: Buffer, bytes: number, { logN, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** logN;
  return derive(password.normalize("NFKC"), salt, bytes, { N, r, p, maxmem: 256 * N * r });
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
