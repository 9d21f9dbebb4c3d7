import { setTimeout as sleep } from "node:timers/promises";
import { isPortFree } from "../ports.ts";

const DEFAULT_PORT = 3000;
const TRIES = 50;
const PATIENCE_MS = 3000;

/**
 * The port of the web app: `PORT`, which must be free, else 3000 or the next free one above it. Throws with
 * the fix when it cannot be had.
 */
export async function choosePort(host: string, say: (text: string) => void): Promise<number> {
  const asked = process.env["PORT"]?.trim() ?? "";
  if (asked !== "") return askedPort(asked, host);
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + TRIES; port += 1) {
    if (!(await isPortFree(port, host))) continue;
    if (port !== DEFAULT_PORT)
      say(`Port ${DEFAULT_PORT} is taken; using ${port}. Set PORT to choose one.`);
    return port;
  }
  throw new Error(
    `Ports ${DEFAULT_PORT} to ${DEFAULT_PORT + TRIES - 1} are all taken. Set PORT to a free one.`,
  );
}

async function askedPort(asked: string, host: string): Promise<number> {
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is "${asked}", which is not a port. Set a number from 1 to 65535.`);
  }
  for (let waited = 0; waited <= PATIENCE_MS; waited += 250) {
    if (await isPortFree(port, host)) return port;
    await sleep(250);
  }
  throw new Error(
    `Port ${port} is taken by another program. Stop it, or start with another one: PORT=${port + 1} npm start`,
  );
}
