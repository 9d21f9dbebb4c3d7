import { setTimeout as pause } from "node:timers/promises";
import {
  freeKey,
  type IdempotencyKey,
  type KeptAnswer,
  keepAnswer,
  readKey,
  takeKey,
} from "../../../db/queries/idempotency-keys.ts";
import { conflict, invalid, ServiceError } from "../../domain/errors.ts";
import { keyedHash, seal, unseal } from "../../platform/sealed.ts";
import type { Context } from "../context.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text. */
  readonly body: string;
};

const PURPOSE = "idempotency";
const WAITS_MS = [20, 40, 80, 160, 320, 640, 1000, 1000, 1000, 1000];

/**
 * Makes `call` once for each caller, path and key, and answers later calls with the same answer. Refusals and failures are
 * not kept: such a call may be made again. A second call meanwhile waits about five seconds, then answers `conflict`; another
 * body under the same key is `idempotency_mismatch`. Kept answers are sealed, for some show a token.
 */
export async function once(
  ctx: Context,
  request: { readonly path: string; readonly key: string; readonly body: string },
  call: () => Promise<Answer>,
): Promise<Answer> {
  if (!/^[\x21-\x7e]{1,255}$/.test(request.key)) {
    const message = "must be 1 to 255 visible ASCII characters";
    throw invalid([{ pointer: "/headers/Idempotency-Key", message }]);
  }
  const id = { scope: `${callerOf(ctx)} ${request.path}`, key: request.key };
  // Keyed, because bodies hold secrets that could be guessed and tried.
  const bodyHash = keyedHash(request.body, ctx.config.authSecret, PURPOSE);
  if (!(await takeKey(ctx.db, id, bodyHash))) return replay(ctx, id, bodyHash);
  try {
    const answer = await call();
    const sealed = seal(answer.body, ctx.config.authSecret, PURPOSE);
    await keepAnswer(ctx.db, id, { ...answer, body: sealed });
    return answer;
  } catch (error) {
    // Also after a failure: whoever repeats the call must not be told for a minute that it is under way.
    await freeKey(ctx.db, id).catch(() => undefined);
    throw error;
  }
}

function callerOf({ actor, address }: Context): string {
  switch (actor.kind) {
    case "user":
    case "token":
      return actor.userId;
    case "system":
      return "system";
    case "anonymous":
      return `anonymous ${address ?? ""}`;
  }
}

async function replay(ctx: Context, id: IdempotencyKey, bodyHash: string): Promise<Answer> {
  for (const wait of [0, ...WAITS_MS]) {
    await pause(wait);
    const kept = await readKey(ctx.db, id);
    if (kept === null) break;
    if (kept.bodyHash !== bodyHash) {
      throw new ServiceError(
        "idempotency_mismatch",
        "This Idempotency-Key was used for a call with another body. Use a new key.",
      );
    }
    const answer = answerOf(kept, ctx.config.authSecret);
    if (answer !== null) return answer;
  }
  throw conflict("A call with this Idempotency-Key is still under way. Repeat it in a moment.");
}

function answerOf(kept: KeptAnswer, secret: string): Answer | null {
  if (kept.status === null || kept.body === null) return null;
  return {
    status: kept.status,
    headers: { ...kept.headers, "Idempotency-Replayed": "true" },
    body: unseal(kept.body, secret, PURPOSE),
  };
}
