import { createHash, timingSafeEqual } from "node:crypto";
import { requireAdmin } from "../services/authorize.ts";
import type { Platform } from "../services/context.ts";
import { getPrincipal } from "./principal.ts";

/** Lets those read the metrics who hold `METRICS_TOKEN`, and administrators. Throws `unauthenticated` or `forbidden`. */
export async function requireMetricsReader(
  running: Pick<Platform, "db" | "config">,
  headers: Headers,
): Promise<void> {
  const { metricsToken } = running.config;
  const header = headers.get("authorization") ?? "";
  if (metricsToken !== null && isSame(header, `Bearer ${metricsToken}`)) return;
  requireAdmin(await getPrincipal(running, headers));
}

/** Compares in constant time whatever the lengths. */
function isSame(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
