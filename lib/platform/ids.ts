import { randomBytes, randomFillSync } from "node:crypto";

const COUNTER_LIMIT = 0xfff;
const POOL_BYTES = 8192;
const ID_BYTES = 10;

const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;
let lastMs = 0;
let counter = 0;

/**
 * A UUID version 7 (RFC 9562, method 1): ids of one process sort in the order they were made,
 * also within a millisecond and when the host's clock steps back.
 */
export function newId(): string {
  if (used + ID_BYTES > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + ID_BYTES);
  used += ID_BYTES;
  step(random.readUInt16BE(0));
  const time = lastMs.toString(16).padStart(12, "0");
  const sequence = counter.toString(16).padStart(3, "0");
  const variant = ((random.readUInt16BE(2) & 0x3fff) | 0x8000).toString(16);
  const tail = random.toString("hex", 4, 10);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${variant}-${tail}`;
}

/** `bytes` bytes of randomness in base64url, for secrets and lease tokens. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}

/** Takes the next (millisecond, counter) pair; a full counter borrows the following millisecond. */
function step(random: number): void {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = random & 0x7ff;
    return;
  }
  counter += 1;
  if (counter > COUNTER_LIMIT) {
    lastMs += 1;
    counter = random & 0x7ff;
  }
}
