import type { TestApi } from "./api.ts";

/** A browser as far as signing in needs one: cookies, and redirects that are followed one by one. */
export type OidcBrowser = {
  readonly cookies: Map<string, string>;
  /** Presses the button of a provider; answers where it sends us. */
  begin(providerId: string, target?: string): Promise<URL>;
  /** Opens a page of ours; answers where it leads. */
  open(url: URL | string): Promise<URL | null>;
  /** Begins, goes to the provider (as `through` does, else by one redirect), comes back; answers the page it ends on. */
  signIn(providerId: string, through?: (there: URL) => Promise<URL>): Promise<URL>;
  /** Who we are now, null for nobody. */
  whoAmI(): Promise<{ id: string; email: string; name: string } | null>;
  /** Calls the API with the cookie of the session. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
};

/** A browser without cookies in front of a test installation. */
export function openBrowser({
  answer,
  platform,
}: Pick<TestApi, "answer" | "platform">): OidcBrowser {
  const { publicUrl } = platform.config;
  const cookies = new Map<string, string>();

  const send = async (url: URL | string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...init.headers, cookie, origin: publicUrl };
    const response = await answer(new Request(new URL(url, publicUrl), { ...init, headers }));
    for (const set of response.headers.getSetCookie()) keep(cookies, set);
    return response;
  };

  const open: OidcBrowser["open"] = async (url) => {
    const location = (await send(url)).headers.get("location");
    return location === null ? null : new URL(location, publicUrl);
  };

  const begin: OidcBrowser["begin"] = async (providerId, target = "/jobs") => {
    const { csrfToken } = (await (await send("/api/auth/csrf")).json()) as { csrfToken: string };
    const body = new URLSearchParams({ csrfToken, callbackUrl: target, json: "true" });
    const answered = await send(`/api/auth/signin/${providerId}`, { method: "POST", body });
    const { url } = (await answered.json()) as { url: string };
    return new URL(url, publicUrl);
  };

  const signIn: OidcBrowser["signIn"] = async (providerId, through = oneRedirect) => {
    let here = await through(await begin(providerId));
    // next-auth goes over pages of its own to say that something went wrong.
    while (here.pathname.startsWith("/api/")) here = (await open(here)) ?? here;
    return here;
  };

  const call: OidcBrowser["call"] = async (method, path, body) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { "content-type": "application/json" };
    const response = await send(path, { method, headers, ...sent });
    const read = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, body: isJson && read !== "" ? JSON.parse(read) : read };
  };

  const whoAmI: OidcBrowser["whoAmI"] = async () => {
    const { status, body } = await call("GET", "/api/v1/me");
    return status === 200 ? (body as { id: string; email: string; name: string }) : null;
  };

  return { cookies, begin, open, signIn, whoAmI, call };
}

async function oneRedirect(there: URL): Promise<URL> {
  const { headers } = await fetch(there, { redirect: "manual" });
  return new URL(headers.get("location") ?? "");
}

function keep(cookies: Map<string, string>, set: string): void {
  const [pair = ""] = set.split(";");
  const at = pair.indexOf("=");
  const name = pair.slice(0, at);
  const value = pair.slice(at + 1);
  if (value === "" || /max-age=0/i.test(set)) cookies.delete(name);
  else cookies.set(name, value);
}
