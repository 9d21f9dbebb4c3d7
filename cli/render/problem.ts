import { ApiError } from "../../lib/client/api.ts";
import { plain } from "./safe-text.ts";
import type { Style } from "./style.ts";

/** A refusal or fault: what and why, every place on a line of its own, and the request to ask about. */
export function problemText(error: unknown, style: Style): string {
  if (!(error instanceof ApiError)) return `${style("bad", "error:")} ${plain(messageOf(error))}\n`;
  const lines = [
    `${style("bad", `${plain(error.code)}:`)} ${plain(error.message)}`,
    ...error.problems.map(
      ({ pointer, message }) => `  ${plain(pointer || "/")}: ${plain(message)}`,
    ),
    ...(error.code === "unauthenticated" ? ["Sign in with: punctual login"] : []),
    ...(error.requestId === undefined ? [] : [style("faint", `request ${plain(error.requestId)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
