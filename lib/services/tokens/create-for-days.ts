import { readNow } from "../../../db/sql.ts";
import type { NewTokenView, TokenWish } from "../../contracts/token.ts";
import type { Context } from "../context.ts";
import { createToken } from "./create.ts";

const DAY_MS = 86_400_000;

/** Makes an API token that works for some days from now by the database's clock, or until it is revoked. Throws as `createToken`. */
export async function createTokenForDays(
  ctx: Context,
  { days, ...rest }: TokenWish,
): Promise<NewTokenView> {
  const expiresAt =
    days === null ? null : new Date((await readNow(ctx.db)) + days * DAY_MS).toISOString();
  return createToken(ctx, { ...rest, expiresAt });
}
