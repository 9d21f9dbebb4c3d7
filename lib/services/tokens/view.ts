import type { TokenRow } from "../../../db/queries/tokens.ts";
import { SCOPES } from "../../contracts/scope.ts";
import type { TokenView } from "../../contracts/token.ts";

/** A token as the API shows it, without its secret. */
export function tokenView(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
    project: row.project,
    pools: row.pools,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
