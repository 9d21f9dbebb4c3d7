import { isIPv4, isIPv6 } from "node:net";

/** How a connection that begins in the clear is secured. */
const TLS_MODES = ["required", "optional", "none"] as const;

/** The one mail server of an installation. */
export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`). */
  readonly secure: boolean;
  /** STARTTLS where `secure` is not set. */
  readonly tls: (typeof TLS_MODES)[number];
  /** Whether the server's certificate must be one we trust. */
  readonly verify: boolean;
  /** File of certificate authorities (PEM) to trust in place of the built-in ones. */
  readonly ca: string | null;
  readonly auth: Readonly<{ user: string; password: string }> | null;
  /** Connections of one worker at most. */
  readonly connections: number;
};

/** The server, or what is wrong with the text; the text itself is not quoted, it holds a password. */
export type ParsedSmtpUrl =
  | { readonly ok: true; readonly server: SmtpServer }
  | { readonly ok: false; readonly problem: string };

const PORTS = { "smtp:": 587, "smtps:": 465 } as const;
const OPTIONS = ["tls", "verify", "ca", "connections"];
const USUAL_CONNECTIONS = 5;
const MOST_CONNECTIONS = 100;

/** Thrown and caught in this file alone. */
class UrlProblem extends Error {}

/**
 * Reads `smtp://user:password@host:587` or `smtps://…`, with the options `tls` (`required`, `optional`, `none`), `verify`
 * (`true`, `false`), `ca` and `connections` as its query. Where a password would be sent to another machine, TLS is
 * required unless `tls` says otherwise.
 */
export function parseSmtpUrl(text: string): ParsedSmtpUrl {
  try {
    return { ok: true, server: fromUrl(text) };
  } catch (error) {
    if (error instanceof UrlProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function fromUrl(text: string): SmtpServer {
  const url = URL.parse(text);
  if (url === null) throw new UrlProblem("is not a URL");
  const { protocol } = url;
  if (protocol !== "smtp:" && protocol !== "smtps:")
    throw new UrlProblem("begins with neither smtp:// nor smtps://");
  if (url.hostname === "") throw new UrlProblem("names no host");
  if (!/^\/?$/.test(url.pathname) || url.hash !== "")
    throw new UrlProblem(
      "has a path; characters of user and password such as / ? # @ are written %2F %3F %23 %40",
    );
  const secure = protocol === "smtps:";
  const port = url.port === "" ? PORTS[protocol] : Number(url.port);
  if (!secure && port === 465)
    throw new UrlProblem(
      "names port 465, which speaks TLS from the first byte: begin it with smtps://",
    );
  const auth = authOf(url);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port, secure, auth, ...optionsOf(url.searchParams, tlsUnlessSaid(host, auth)) };
}

function authOf({ username, password }: URL): SmtpServer["auth"] {
  if (username === "" && password === "") return null;
  if (username === "" || password === "")
    throw new UrlProblem("has a user without a password, or a password without a user");
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch (cause) {
    throw new UrlProblem("has a user or password with a % that encodes nothing; write it %25", {
      cause,
    });
  }
}

function tlsUnlessSaid(host: string, auth: SmtpServer["auth"]): SmtpServer["tls"] {
  return auth === null || isLoopback(host) ? "optional" : "required";
}

function isLoopback(host: string): boolean {
  if (isIPv6(host)) return host === "::1";
  return isIPv4(host) ? host.startsWith("127.") : host === "localhost";
}

function optionsOf(
  query: URLSearchParams,
  usualTls: SmtpServer["tls"],
): Pick<SmtpServer, "tls" | "verify" | "ca" | "connections"> {
  const unknown = [...query.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined)
    throw new UrlProblem(`has an unknown option; known are ${OPTIONS.join(", ")}`);
  return {
    tls: choice(query, "tls", TLS_MODES) ?? usualTls,
    verify: choice(query, "verify", ["true", "false"]) !== "false",
    ca: query.get("ca") || null,
    connections: connectionsOf(query.get("connections")),
  };
}

function choice<T extends string>(
  query: URLSearchParams,
  name: string,
  options: readonly T[],
): T | null {
  const value = query.get(name);
  if (value === null) return null;
  const found = options.find((option) => option === value);
  if (found === undefined)
    throw new UrlProblem(`has the option ${name} with another value than ${options.join(", ")}`);
  return found;
}

function connectionsOf(text: string | null): number {
  if (text === null) return USUAL_CONNECTIONS;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST_CONNECTIONS) return count;
  throw new UrlProblem(
    `has the option connections with another value than 1 to ${MOST_CONNECTIONS}`,
  );
}
