const HERE = "http://here.invalid";

/** A path of our own to go to after signing in. Anything that leads elsewhere becomes the overview. */
export function safeTarget(target: string): string {
  if (!target.startsWith("/") || !URL.canParse(target, HERE)) return "/";
  const url = new URL(target, HERE);
  return url.origin === HERE ? url.pathname + url.search : "/";
}
