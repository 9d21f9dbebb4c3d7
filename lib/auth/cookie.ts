import { decode, encode } from "next-auth/jwt";
import type { Config } from "../platform/config.ts";

type Settings = Pick<Config, "authSecret" | "publicUrl" | "session">;

/** How the session cookie is set: `__Host-` over https, never readable by scripts, not sent by foreign forms. */
export type CookieSetting = {
  readonly name: string;
  readonly options: {
    readonly httpOnly: true;
    readonly sameSite: "lax";
    readonly path: "/";
    readonly secure: boolean;
  };
};

/** Name and attributes of the session cookie. */
export function sessionCookie(config: Pick<Config, "publicUrl">): CookieSetting {
  const secure = config.publicUrl.startsWith("https:");
  return {
    name: secure ? "__Host-punctual.session" : "punctual.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  };
}

/** Longest life of a browser session in seconds. */
export function sessionSeconds(config: Pick<Config, "session">): number {
  return config.session.maxDays * 86_400;
}

/** The cookie's value for a session: an encrypted envelope around its id. */
export function sealSession(config: Settings, sessionId: string): Promise<string> {
  return encode({
    token: { sid: sessionId },
    secret: config.authSecret,
    maxAge: sessionSeconds(config),
  });
}

/** The session id in the request's cookie; null when there is none or it is not ours. */
export async function readSessionCookie(
  config: Settings,
  headers: Headers,
): Promise<string | null> {
  try {
    const value = cookieOf(headers, sessionCookie(config).name);
    const token = value === null ? null : await decode({ token: value, secret: config.authSecret });
    return typeof token?.["sid"] === "string" ? token["sid"] : null;
  } catch {
    // Altered, expired or made with another secret: as good as absent.
    return null;
  }
}

function cookieOf(headers: Headers, name: string): string | null {
  return cookiesOf(headers)[name] ?? null;
}

/** The cookies of a request by name; of two with one name the first. Throws for one that is not well encoded. */
export function cookiesOf(headers: Headers): Readonly<Record<string, string>> {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const named = pairs.filter((pair) => pair.includes("=")).toReversed();
  return Object.fromEntries(
    named.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
}
