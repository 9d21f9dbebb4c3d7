import type { IncomingMessage, ServerResponse } from "node:http";
import { malformed } from "../domain/errors.ts";
import { newId } from "../platform/ids.ts";
import { problemResponse } from "./problem-response.ts";

/** Whether the path of a request is percent-encoded UTF-8. */
export function isReadablePath(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/**
 * Answers 400 to a request whose path nobody can read, before it reaches routes, which would fail over it; whether it
 * did.
 */
export async function refusedUnreadable(
  { url }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (isReadablePath(url ?? "")) return false;
  const requestId = newId();
  const problem = problemResponse(malformed("The path is not percent-encoded UTF-8."), requestId);
  response.writeHead(problem.status, {
    ...Object.fromEntries(problem.headers),
    "cache-control": "no-store",
    "x-request-id": requestId,
  });
  response.end(await problem.text());
  return true;
}
