import { forbidden } from "../domain/errors.ts";
import type { Actor } from "../services/context.ts";

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses state-changing calls of a browser session that do not come from our own pages: an absent, `null` or foreign
 * `Origin`. Ours is the public address, or the host the browser addressed (it sets both headers itself).
 */
export function requireSameOrigin(request: Request, actor: Actor, publicUrl: string): void {
  if (READING.has(request.method) || actor.kind !== "user" || actor.via !== "cookie") return;
  const origin = request.headers.get("origin");
  if (origin !== null && isOwn(origin, request.headers.get("host"), publicUrl)) return;
  throw forbidden("Calls of a browser session must come from this installation's own pages.");
}

function isOwn(origin: string, host: string | null, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  if (!URL.canParse(origin) || host === null) return false;
  const { protocol, host: originHost } = new URL(origin);
  // An https installation is never satisfied with a page that came over http.
  const secureEnough = protocol === "https:" || publicUrl.startsWith("http:");
  return secureEnough && originHost === host;
}
