import { UsageError } from "./errors.ts";
import type { Environment } from "./io.ts";
import type { StoredLogin } from "./stored-login.ts";

export type Target = { readonly url: string; readonly token: string | undefined };

const USUAL_URL = "http://localhost:3000";

/**
 * Where to call, and with which token: flags, then the environment, then the stored login. A stored token goes only to
 * the address it was given by. Throws UsageError for an address that is none.
 */
export function chooseTarget(
  flags: { readonly url?: string | undefined; readonly token?: string | undefined },
  environment: Environment,
  stored: StoredLogin | null,
): Target {
  const url = readUrl(flags.url ?? environment.url ?? stored?.url ?? USUAL_URL);
  const kept = stored?.url === url ? stored.token : undefined;
  return { url, token: readToken(flags.token ?? environment.token ?? kept) };
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`"${text}" is not an address; write it like https://punctual.example.`);
  if (url.username !== "" || url.password !== "")
    throw new UsageError("An address takes no user and password; use --token or punctual login.");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** A header takes no blanks and line ends, and a token has none. */
function readToken(text: string | undefined): string | undefined {
  const token = text?.trim();
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new UsageError("The token is not one: it holds blanks or characters no token has.");
}
