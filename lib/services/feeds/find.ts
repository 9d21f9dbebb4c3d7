import { type FeedRow, findFeed } from "../../../db/queries/calendar-feeds.ts";
import { notFound } from "../../domain/errors.ts";
import { randomToken } from "../../platform/ids.ts";
import { keyedHash } from "../../platform/sealed.ts";
import type { Context } from "../context.ts";

const PURPOSE = "calendar-feed";
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Makes a feed's token, 256 bits, and what is kept of it. */
export function issueFeedToken(authSecret: string): {
  readonly token: string;
  readonly tokenHash: string;
} {
  const token = randomToken(TOKEN_BYTES);
  return { token, tokenHash: keyedHash(token, authSecret, PURPOSE) };
}

/** The feed of a token. It is looked up by its hash, so there is nothing to compare. Throws `not_found`. */
export async function feedOfToken(ctx: Context, token: string): Promise<FeedRow> {
  if (!TOKEN.test(token)) throw notFound("feed");
  const tokenHash = keyedHash(token, ctx.config.authSecret, PURPOSE);
  const feed = await findFeed(ctx.db, { tokenHash });
  if (feed === undefined) throw notFound("feed");
  return feed;
}
