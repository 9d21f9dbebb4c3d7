import { decode, encode } from "next-auth/jwt";
import type { Config } from "../../platform/config.ts";
import { cookiesOf, sessionCookie } from "../cookie.ts";

const MINUTES = 10;

/** The cookie that says which session wants to connect which provider; it is ours, so nobody else can want it. */
export function connectingCookie(config: Pick<Config, "publicUrl">) {
  const { options } = sessionCookie(config);
  const name = options.secure ? "__Host-punctual.connect" : "punctual.connect";
  return { name, options: { ...options, maxAge: MINUTES * 60 } };
}

/** The cookie's value: the wish of a session, for ten minutes. */
export function sealWish(
  config: Pick<Config, "authSecret">,
  sessionId: string,
  providerId: string,
): Promise<string> {
  const token = { connects: providerId, sid: sessionId };
  return encode({ token, secret: config.authSecret, maxAge: MINUTES * 60, salt: "connect" });
}

/** Whether this very session asked, within the last ten minutes, to connect this provider. */
export async function isConnecting(
  config: Pick<Config, "publicUrl" | "authSecret">,
  headers: Headers,
  providerId: string,
  sessionId: string | null,
): Promise<boolean> {
  const value = cookiesOf(headers)[connectingCookie(config).name];
  if (value === undefined || sessionId === null) return false;
  try {
    const wish = await decode({ token: value, secret: config.authSecret, salt: "connect" });
    return wish?.["sid"] === sessionId && wish["connects"] === providerId;
  } catch {
    // Altered or too old: as good as absent.
    return false;
  }
}
