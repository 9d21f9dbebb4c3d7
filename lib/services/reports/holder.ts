import { readRunStatus } from "../../../db/queries/run-logs.ts";
import { leaseLost, notFound } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** No lease has this token; so what is no token at all is refused like a wrong one. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Who reports: a run, and the token of the lease that is the whole right to do so. */
export type Holder = { readonly runId: string; readonly leaseToken: string };

/** The run of a path, and the token of the body, else that of the bearer. Throws `not_found` for what cannot be a run. */
export function holderOf(
  id: string,
  given: { readonly leaseToken?: string | undefined },
  headers: Headers,
): Holder {
  if (!isId(id)) throw notFound("run");
  const token = given.leaseToken ?? bearerOf(headers) ?? "";
  return { runId: id.toLowerCase(), leaseToken: isId(token) ? token.toLowerCase() : NOBODY };
}

/** Why a report found no lease: `not_found` when there is no such run, else `lease_lost`. */
export async function refusalOf({ db }: Pick<Context, "db">, { runId }: Holder): Promise<Error> {
  return (await readRunStatus(db, runId)) === undefined ? notFound("run") : leaseLost();
}

/** `Authorization` may hold anything here, for others on the way. */
function bearerOf(headers: Headers): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}
