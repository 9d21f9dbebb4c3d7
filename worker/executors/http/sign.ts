import { createHmac } from "node:crypto";

export type SignatureHeaders = {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
};

/**
 * Signs a call as Standard Webhooks 1.0 say: HMAC-SHA256 over `id.timestamp.body` with the bytes of `whsec_<base64>`.
 * `now` is in milliseconds of the epoch.
 */
export function signatureHeaders(
  secret: string,
  message: { readonly id: string; readonly now: number; readonly body: string },
): SignatureHeaders {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const timestamp = String(Math.floor(message.now / 1000));
  const signature = createHmac("sha256", key)
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest("base64");
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}
