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

/** A statement's text and parameters can be long, and are other people's data. */
const LONGEST_MESSAGE = 300;

let root: Logger | null = null;
let mask: (line: string) => string = (line) => line;

/** Passes every line of every logger of this process through `hide` before it is written. */
export function maskLogs(hide: (line: string) => string): void {
  mask = hide;
}

/** A logger that writes one JSON line per call to standard output, with `name` in each and secrets removed. */
export function logger(name: string): Logger {
  root ??= openRoot();
  return root.child({ name });
}

function openRoot(): Logger {
  const output = pino.destination(1);
  return pino(
    {
      level: config().logLevel,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorForLog },
      redact: { paths: REDACTED, censor: "[hidden]" },
    },
    { write: (line) => output.write(mask(line)) },
  );
}

/** An error as a log shows it: what it is, what caused it, where; never the parameters of a statement. */
export function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error).slice(0, LONGEST_MESSAGE);
  const [message = ""] = error.message.split("\nparams:");
  return {
    type: error.name,
    message: message.replace(/\s+/g, " ").slice(0, LONGEST_MESSAGE),
    ...("code" in error ? { code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: errorForLog(error.cause) }),
    stack: error.stack
      ?.split("\n")
      .filter((line) => line.trimStart().startsWith("at "))
      .slice(0, 8),
  };
}
