import { MAX_DEPTH } from "../../contracts/common.ts";
import { parseInput } from "../../contracts/parse.ts";
import {
  type HeartbeatMessage,
  heartbeatMessage,
  type StatusMessage,
  statusMessage,
} from "../../contracts/rabbitmq.ts";
import { isDeeperThan } from "../../domain/json.ts";
import { replaceUnstorableDeep } from "../../domain/sanitize.ts";

/** A message may be as large as the body of a call. */
export const MESSAGE_BYTES = 256 * 1024;

/** What a consumer says. */
export type ConsumerMessage =
  | { readonly route: "status"; readonly says: StatusMessage }
  | { readonly route: "heartbeat"; readonly says: HeartbeatMessage };

export type ReadMessage =
  | { readonly ok: true; readonly message: ConsumerMessage }
  | { readonly ok: false; readonly why: string };

/** Reads the body of a message; what cannot be one is told in a sentence that repeats nothing of it. */
export function readMessage(route: ConsumerMessage["route"], body: Uint8Array): ReadMessage {
  if (body.length > MESSAGE_BYTES)
    return refused(`it has ${body.length} bytes and may have ${MESSAGE_BYTES}`);
  const json = parse(body);
  if (!json.ok) return refused("it is not JSON");
  const value = isDeeperThan(json.value, MAX_DEPTH)
    ? json.value
    : replaceUnstorableDeep(json.value, MAX_DEPTH);
  return route === "status" ? readStatus(value) : readHeartbeat(value);
}

function readStatus(value: unknown): ReadMessage {
  const read = parseInput(statusMessage, value);
  if (!read.ok) return refused(read.problems.map(inWords).join("; "));
  return { ok: true, message: { route: "status", says: read.value } };
}

function readHeartbeat(value: unknown): ReadMessage {
  const read = parseInput(heartbeatMessage, value);
  if (!read.ok) return refused(read.problems.map(inWords).join("; "));
  return { ok: true, message: { route: "heartbeat", says: read.value } };
}

function inWords({ pointer, message }: { pointer: string; message: string }): string {
  return `${pointer || "the message"} ${message}`;
}

function refused(why: string): ReadMessage {
  return { ok: false, why };
}

function parse(
  body: Uint8Array,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    return { ok: false };
  }
}
