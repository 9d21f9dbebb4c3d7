import { findLiveToken, insertToken, revokeTokensNamed } from "../../../db/queries/tokens.ts";
import { findFirstAdministrator } from "../../../db/queries/users.ts";
import { SCOPES } from "../../contracts/scope.ts";
import { issueApiToken, isTokenSecret, readApiToken } from "../../platform/api-token.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import type { Actor, Platform } from "../context.ts";

const NAME = "npm start";
const SYSTEM: { actor: Actor; address: null } = { actor: { kind: "system" }, address: null };

/**
 * The API token `npm start` shows: the kept one while it works, else a new one of the first administrator, which
 * replaces the earlier one. Null when there is no administrator.
 */
export async function issueStartToken(
  { db }: Pick<Platform, "db">,
  options: { readonly kept: string | null; readonly authSecret: string },
): Promise<string | null> {
  const { kept, authSecret } = options;
  if (kept !== null && (await works({ db }, kept, authSecret))) return kept;
  return db.transaction(async (tx) => {
    const administrator = await findFirstAdministrator(tx);
    if (administrator === undefined) return null;
    const { text, prefix, secretHash } = issueApiToken(authSecret);
    const id = newId();
    const userId = administrator.id;
    await revokeTokensNamed(tx, userId, NAME);
    await insertToken(tx, {
      id,
      userId,
      projectId: null,
      name: NAME,
      prefix,
      secretHash,
      scopes: [...SCOPES],
      pools: null,
      expiresAt: null,
    });
    await recordDeed(tx, SYSTEM, { action: "token.created", object: { kind: "token", id } });
    return text;
  });
}

async function works(
  { db }: Pick<Platform, "db">,
  text: string,
  authSecret: string,
): Promise<boolean> {
  const parts = readApiToken(text);
  const token = parts === null ? undefined : await findLiveToken(db, parts.prefix);
  if (parts === null || token === undefined) return false;
  return isTokenSecret(parts.secret, token.secretHash, authSecret);
}
