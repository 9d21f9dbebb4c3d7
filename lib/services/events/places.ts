import { rateLimited } from "../../domain/errors.ts";
import { requirePerson } from "../authorize.ts";
import type { Actor } from "../context.ts";

/** Open streams of one person in one process, of events and logs together. */
const STREAMS_PER_USER = 10;
const RETRY_SECONDS = 5;

const open = new Map<string, number>();

/** Takes one of a person's places for a stream; answers how to give it back, once or more. Throws `rate_limited` when all are taken. */
export function takeStreamPlace(actor: Actor): () => void {
  const { userId } = requirePerson(actor);
  const taken = open.get(userId) ?? 0;
  if (taken >= STREAMS_PER_USER) throw rateLimited(RETRY_SECONDS);
  open.set(userId, taken + 1);
  let released = false;
  return () => {
    if (released) return;
    released = true;
    const left = (open.get(userId) ?? 1) - 1;
    if (left === 0) open.delete(userId);
    else open.set(userId, left);
  };
}
