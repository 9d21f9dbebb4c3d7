import { rateLimited } from "../../domain/errors.ts";
import { type TokenBuckets, tokenBuckets } from "../../platform/token-bucket.ts";
import type { Context } from "../context.ts";

type Limits = { readonly account: TokenBuckets; readonly address: TokenBuckets };

let limits: Limits | null = null;
/** The attempt under way for each account: attempts wait for one another, or many at once would escape the count. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Makes an attempt to sign in, within the limits of failed ones per account and per address (in this process). A null
 * answer is a failure and is charged. Throws `rate_limited` instead of trying when a limit is reached.
 */
export async function attemptLogin<T>(
  ctx: Pick<Context, "config" | "address">,
  account: string,
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const before = underWay.get(account) ?? Promise.resolve();
  const mine = before.then(() => charged(ctx, account, attempt));
  const settled = mine.catch(() => undefined);
  underWay.set(account, settled);
  try {
    return await mine;
  } finally {
    if (underWay.get(account) === settled) underWay.delete(account);
  }
}

async function charged<T>(
  { config, address }: Pick<Context, "config" | "address">,
  account: string,
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  limits ??= {
    account: tokenBuckets(config.limits.loginPerAccountPerMinute),
    address: tokenBuckets(config.limits.loginPerAddressPerMinute),
  };
  const now = performance.now();
  const addressWait = address === null ? 0 : limits.address.wait(address, now);
  const wait = Math.max(limits.account.wait(account, now), addressWait);
  if (wait > 0) throw rateLimited(wait);
  const result = await attempt();
  if (result === null) {
    limits.account.take(account, performance.now());
    if (address !== null) limits.address.take(address, performance.now());
  }
  return result;
}
