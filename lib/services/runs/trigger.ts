import type { Actor } from "../context.ts";

/** What a run asked for by this caller is triggered by: `manual` from the console, `api` from a bearer token. */
export function triggerOf(actor: Actor): "manual" | "api" {
  return actor.kind === "user" && actor.via === "cookie" ? "manual" : "api";
}
