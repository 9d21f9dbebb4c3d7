import { randomBytes, randomFillSync } from "node:crypto";

const COUNTER_LIMIT = 0xfff;
const POOL_BYTES = 8192;
const ID_BYTES = 10;

const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/** The last instant and counter handed out. */
type Sequence = { ms: number; counter: number };
const byHost: Sequence = { ms: 0, counter: 0 };
const byDatabase: Sequence = { ms: 0, counter: 0 };

/**
 * A UUID version 7 (RFC 9562, method 1): ids of one process sort in the order they were made,
 * also within a millisecond and when the host's clock steps back.
 */
export function newId(): string {
  const random = randomBits();
  const now = Date.now();
  if (now > byHost.ms) begin(byHost, now, random);
  else next(byHost);
  return format(byHost, random);
}

/**
 * The same for an instant of the database's clock, in milliseconds since 1970: ids of rows whose order people
 * see, which no host's clock may bend. Ids of one process and instant sort in the order they were made.
 */
export function newIdAt(ms: number): string {
  const random = randomBits();
  // Beyond the counter's end (4,096 rows in one transaction) it borrows the following milliseconds.
  if (ms <= byDatabase.ms && byDatabase.ms - ms < 1_000) next(byDatabase);
  else begin(byDatabase, ms, random);
  return format(byDatabase, random);
}

/** The lowest id of an instant: where a range of time begins in an index over ids. */
export function firstIdAt(ms: number): string {
  const time = Math.max(0, Math.floor(ms)).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** `bytes` bytes of randomness in base64url, for secrets and lease tokens. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}

function randomBits(): Buffer {
  if (used + ID_BYTES > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + ID_BYTES);
  used += ID_BYTES;
  return random;
}

function begin(sequence: Sequence, ms: number, random: Buffer): void {
  sequence.ms = ms;
  sequence.counter = random.readUInt16BE(0) & 0x7ff;
}

/** Takes the next (millisecond, counter) pair; a full counter borrows the following millisecond. */
function next(sequence: Sequence): void {
  sequence.counter += 1;
  if (sequence.counter > COUNTER_LIMIT) {
    sequence.ms += 1;
    sequence.counter = 0;
  }
}

function format({ ms, counter }: Sequence, random: Buffer): string {
  const time = ms.toString(16).padStart(12, "0");
  const sequence = counter.toString(16).padStart(3, "0");
  const variant = ((random.readUInt16BE(2) & 0x3fff) | 0x8000).toString(16);
  const tail = random.toString("hex", 4, 10);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${variant}-${tail}`;
}
