import type { Config } from "../platform/config.ts";
import { type CookieSetting, cookiesOf, sessionCookie } from "./cookie.ts";

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Says which project a page of the console works in: tabs of one browser share the cookie. */
const HEADER = "punctual-project";

/** Name and attributes of the cookie that remembers which project the console shows. */
export function projectCookie(config: Pick<Config, "publicUrl">): CookieSetting {
  const { options } = sessionCookie(config);
  return { name: `${options.secure ? "__Host-" : ""}punctual.project`, options };
}

/**
 * The project a browser works in, by slug: as its page says, else as it chose last; null for none. It gives no right: whoever
 * may not look into it works in their default one.
 */
export function chosenProject(config: Pick<Config, "publicUrl">, headers: Headers): string | null {
  const slug = headers.get(HEADER) ?? cookieIn(headers, projectCookie(config).name);
  return slug !== null && SLUG.test(slug) ? slug : null;
}

function cookieIn(headers: Headers, name: string): string | null {
  try {
    return cookiesOf(headers)[name] ?? null;
  } catch {
    // Not well encoded: as good as absent.
    return null;
  }
}
