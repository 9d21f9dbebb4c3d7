import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { newSecretKey } from "../../lib/platform/keyring.ts";

export type Secrets = Readonly<{
  authSecret: string;
  /** As `SECRETS_KEY` takes it. */
  secretsKey: string;
  adminEmail: string;
  adminPassword: string;
  apiToken: string | null;
}>;

/** Reads what was generated once, or generates it. The file is for its owner only (mode 0600). */
export function openSecrets(file: string): Secrets {
  if (existsSync(file)) return completed(file, JSON.parse(readFileSync(file, "utf8")));
  const secrets: Secrets = {
    authSecret: randomBytes(48).toString("base64url"),
    secretsKey: newSecretKey("start"),
    adminEmail: "admin@punctual.local",
    adminPassword: randomBytes(15).toString("base64url"),
    apiToken: null,
  };
  save(file, secrets);
  return secrets;
}

type Kept = Omit<Secrets, "secretsKey"> & Partial<Pick<Secrets, "secretsKey">>;

/** A file of an earlier version has no key for the projects' secrets yet. */
function completed(file: string, kept: Kept): Secrets {
  const { secretsKey } = kept;
  if (secretsKey !== undefined) return { ...kept, secretsKey };
  const secrets = { ...kept, secretsKey: newSecretKey("start") };
  save(file, secrets);
  return secrets;
}

/** Keeps the API token for the next start; everything else in the file stays as it is. */
export function keepApiToken(file: string, apiToken: string): void {
  save(file, { ...openSecrets(file), apiToken });
}

function save(file: string, secrets: Secrets): void {
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
}
