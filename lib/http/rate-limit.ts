import { rateLimited } from "../domain/errors.ts";
import { type TokenBuckets, tokenBuckets } from "../platform/token-bucket.ts";
import type { Actor, Context } from "../services/context.ts";

let buckets: TokenBuckets | null = null;

/** Charges a call to its token, person or address. Throws `rate_limited` beyond `API_PER_TOKEN_PER_MINUTE` in this process. */
export function chargeCall({ actor, address, config }: Context): void {
  buckets ??= tokenBuckets(config.limits.apiPerTokenPerMinute);
  const wait = buckets.take(payer(actor, address), performance.now());
  if (wait > 0) throw rateLimited(wait);
}

function payer(actor: Actor, address: string | null): string {
  switch (actor.kind) {
    case "token":
      return `token:${actor.tokenId ?? actor.userId}`;
    case "user":
      return `user:${actor.userId}`;
    case "system":
      return "system";
    case "anonymous":
      return `address:${address ?? "unknown"}`;
  }
}
