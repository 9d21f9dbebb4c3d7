import { randomBytes } from "node:crypto";

/** A key for webhook signatures as Standard Webhooks write it. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
