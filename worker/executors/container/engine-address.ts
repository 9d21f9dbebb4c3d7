import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Pool } from "undici";

/** Where an engine is, as the configuration of the process has it. */
export type EngineAddress = {
  /** `unix:///path`, `tcp://host:port` or `https://host:port`. */
  readonly url: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`; null for the system's authorities and no certificate of ours. */
  readonly certs: string | null;
};

/** Nothing is to be had from an engine that does not let us in within this time. */
const CONNECT_MS = 10_000;

/**
 * Opens connections to an engine. Requests have no time limit of their own: some last as long as a run. Throws where the
 * certificates cannot be read.
 */
export function connectEngine({ url, certs }: EngineAddress): { pool: Pool; origin: string } {
  const address = new URL(url);
  const options = { connectTimeout: CONNECT_MS, headersTimeout: 0, bodyTimeout: 0, allowH2: false };
  if (address.protocol === "unix:") {
    const origin = "http://engine";
    return {
      origin,
      pool: new Pool(origin, { ...options, socketPath: decodeURIComponent(address.pathname) }),
    };
  }
  const isEncrypted = address.protocol === "https:" || certs !== null;
  const origin = `${isEncrypted ? "https" : "http"}://${address.host}`;
  return {
    origin,
    pool: new Pool(origin, { ...options, connect: certs === null ? {} : readCerts(certs) }),
  };
}

function readCerts(folder: string): { ca: string; cert: string; key: string } {
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}
