import type { EnvReader } from "./env-reader.ts";

const FIX = "Write it like amqp://user:password@rabbit.internal:5672/vhost, or amqps:// for TLS.";

/** Reads `RABBITMQ_URL`; null where this process has no broker. The text is not quoted: it holds a password. */
export function readRabbitmqUrl(reader: EnvReader): string | null {
  const text = reader.text("RABBITMQ_URL");
  if (text === null) return null;
  const problem = problemOf(text);
  if (problem === null) return withUser(text);
  reader.problem("RABBITMQ_URL", problem, FIX);
  return null;
}

function problemOf(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return "is not a URL";
  if (url.protocol !== "amqp:" && url.protocol !== "amqps:")
    return "begins with neither amqp:// nor amqps://";
  if (url.hostname === "") return "names no host";
  if ((url.username === "") !== (url.password === ""))
    return "has a user without a password, or a password without a user";
  if (url.hash !== "" || url.pathname.slice(1).includes("/"))
    return "has a virtual host or password with / or #, which are written %2F and %23";
  return isEncoded(url) ? null : "has a % that encodes nothing; write it %25";
}

/** A broker of one's own machine knows this user, as every client does. */
function withUser(text: string): string {
  const url = new URL(text);
  if (url.username !== "") return text;
  url.username = "guest";
  url.password = "guest";
  return url.href;
}

function isEncoded({ username, password, pathname }: URL): boolean {
  try {
    return [username, password, pathname].map(decodeURIComponent).length > 0;
  } catch {
    return false;
  }
}
