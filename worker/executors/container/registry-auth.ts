import { isRecord, parseJson } from "./json.ts";

/** What opens a registry. */
export type RegistryAuth =
  | { readonly username: string; readonly password: string }
  | { readonly identitytoken: string };

/**
 * Reads the secret of a registry: `user:password`, or JSON with `username` and `password`, or with `identitytoken`, or
 * with `auth` as the files of Docker have it. Null when it is none of these.
 */
export function parseRegistryAuth(secret: string): RegistryAuth | null {
  const text = secret.trim();
  return text.startsWith("{") ? fromJson(text) : fromPair(text);
}

/** The header with which an engine is given the credentials of a registry. */
export function registryAuthHeader(auth: RegistryAuth, registry: string): string {
  const serveraddress = registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
  const text = Buffer.from(JSON.stringify({ ...auth, serveraddress })).toString("base64url");
  // Engines want the padding that Node leaves out.
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

function fromPair(text: string): RegistryAuth | null {
  const colon = text.indexOf(":");
  if (colon <= 0 || colon === text.length - 1) return null;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function fromJson(text: string): RegistryAuth | null {
  const value = parseJson(text);
  if (!isRecord(value)) return null;
  const { username, password, identitytoken, auth } = value;
  if (typeof identitytoken === "string" && identitytoken !== "") return { identitytoken };
  if (typeof username === "string" && typeof password === "string" && username !== "")
    return { username, password };
  return typeof auth === "string" ? fromPair(Buffer.from(auth, "base64").toString()) : null;
}
