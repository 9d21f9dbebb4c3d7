import { PEOPLE, type Person } from "./people.ts";

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
  main { width: min(26rem, calc(100vw - 3rem)); padding: 2rem 0; }
  h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
  p { margin: 0 0 1.25rem; opacity: .75; }
  button { display: block; width: 100%; margin: 0 0 .625rem; padding: .75rem 1rem; text-align: left; font: inherit; color: inherit;
    background: color-mix(in srgb, CanvasText 5%, Canvas); border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); border-radius: .5rem; cursor: pointer; }
  button:hover, button:focus-visible { border-color: CanvasText; }
  small { display: block; opacity: .75; }
`;

/** Nothing but its own style; a form of it may end up at the application, so where forms lead is left open. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

/** The page that asks whom to sign in. `action` is an address of ours that needs no escaping. */
export function choosePerson(action: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in as · Development provider</title>
<style>${STYLE}</style>
<main>
<h1>Sign in as</h1>
<p>This provider is for development. It asks for no password and answers on this machine alone.</p>
<form method="post" action="${action}">
${PEOPLE.map(button).join("\n")}
</form>
</main>`;
}

function button({ id, name, email, may }: Person): string {
  return `<button name="person" value="${id}"><strong>${name}</strong><small>${email} – ${may}</small></button>`;
}
