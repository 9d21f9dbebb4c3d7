import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { freePort } from "../../ports.ts";

/** What makes the provider the same at every start: people are known by its address, so its port stays. */
export type Kept = Readonly<{
  port: number;
  clientSecret: string;
  robotSecret: string;
  cookieKey: string;
  key: JWK;
}>;

/** Reads it, or makes it the first time. The file is for its owner only (mode 0600). */
export async function openKept(file: string, host: string): Promise<Kept> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Kept;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const secret = () => randomBytes(24).toString("base64url");
  const kept: Kept = {
    port: await freePort(host),
    clientSecret: secret(),
    robotSecret: secret(),
    cookieKey: secret(),
    key: { ...(await exportJWK(privateKey)), kid: secret(), alg: "RS256", use: "sig" },
  };
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  return kept;
}
