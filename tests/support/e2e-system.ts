import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/ports.ts";

/** The first administrator of the system that the browser tests drive. */
export const ADMIN = {
  email: "ada@punctual.test",
  password: "correct horse battery staple",
} as const;

export type E2eSystem = Readonly<{ url: string; env: Record<string, string> }>;

/**
 * Where the system under test will run, with a data folder of its own that goes when the tests end. Decided
 * once: the test processes, which read the same configuration again, find it in the environment.
 */
export async function e2eSystem(): Promise<E2eSystem> {
  const port = process.env["E2E_PORT"] ?? String(await freePort("127.0.0.1"));
  const dataDir = process.env["E2E_DATA_DIR"] ?? temporaryFolder();
  process.env["E2E_PORT"] = port;
  process.env["E2E_DATA_DIR"] = dataDir;
  return {
    url: `http://localhost:${port}`,
    env: {
      PORT: port,
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      PUBLIC_URL: "",
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      REGISTRATION: "open",
      HTTP_ALLOW: "",
      SMTP_URL: "",
      LOG_LEVEL: "warn",
    },
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "punctual-e2e-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
