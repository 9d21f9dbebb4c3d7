import pino, { type Logger } from "pino";
import { config } from "./config.ts";

const SECRET_KEYS = [
  "authorization",
  "Authorization",
  "cookie",
  "set-cookie",
  "password",
  "token",
  "secret",
  "authSecret",
  "leaseToken",
  "databaseUrl",
];

/** Paths of pino's redaction: the keys themselves, and the same keys one and two objects down. */
const REDACTED = SECRET_KEYS.flatMap((key) => {
  const bracketed = `["${key}"]`;
  return [bracketed, `*${bracketed}`, `*.*${bracketed}`];
});

let root: Logger | null = null;

/** A logger that writes one JSON line per call to standard output, with `name` in each and secrets removed. */
export function logger(name: string): Logger {
  root ??= pino({
    level: config().logLevel,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED, censor: "[hidden]" },
  });
  return root.child({ name });
}
