const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const SCHEME_FAULT = "must begin with http:// or https://";

/** Why a finished URL cannot be called, null if it can; addresses are judged when connecting, not here. */
export function httpUrlFault(text: string): string | null {
  if (!URL.canParse(text)) return SCHEME.test(text) ? "is not a valid URL" : SCHEME_FAULT;
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return SCHEME_FAULT;
  if (/[\s\p{Cc}]/u.test(text)) return "must not hold spaces, line breaks or control characters";
  return url.username === "" && url.password === ""
    ? null
    : "must not hold a user name or password; send an Authorization header instead";
}

/** The same for a URL with placeholders, as far as its beginning is known. */
export function urlTemplateFault(text: string): string | null {
  const [start = ""] = text.split(/\{\{|•/, 1);
  const scheme = SCHEME.exec(start)?.[0].toLowerCase();
  if (scheme === undefined) return start.includes("/") ? SCHEME_FAULT : null;
  return scheme === "http:" || scheme === "https:" ? null : SCHEME_FAULT;
}
