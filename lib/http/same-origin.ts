import { forbidden } from "../domain/errors.ts";
import type { Actor } from "../services/context.ts";

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses state-changing calls of a browser session that do not come from our own pages: an absent, `null` or foreign
 * `Origin`. Ours is the public address, or the host the browser addressed (it sets both headers itself).
 */
export function requireSameOrigin(
  { method, headers }: { readonly method: string; readonly headers: Headers },
  actor: Actor,
  publicUrl: string,
): void {
  if (READING.has(method) || actor.kind !== "user" || actor.via !== "cookie") return;
  if (isOwnOrigin(headers, publicUrl)) return;
  throw forbidden("Calls of a browser session must come from this installation's own pages.");
}

/** Whether the request says that it comes from one of our pages. */
export function isOwnOrigin(headers: Headers, publicUrl: string): boolean {
  const origin = headers.get("origin");
  const host = headers.get("host");
  if (origin === publicUrl) return true;
  if (origin === null || host === null || !URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  // An https installation is never satisfied with a page that came over http.
  const secureEnough =
    protocol === "https:" || (protocol === "http:" && publicUrl.startsWith("http:"));
  return secureEnough && originHost === host;
}
