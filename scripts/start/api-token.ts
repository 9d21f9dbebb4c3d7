import { keepApiToken, type Secrets } from "./secrets.ts";

const SCOPES = [
  "templates:read",
  "templates:write",
  "jobs:read",
  "jobs:write",
  "runs:read",
  "runs:write",
  "worker",
  "admin",
] as const;

/**
 * An API token of the first administrator, made once and kept with the secrets; a revoked one is replaced.
 * Answers `null` when it cannot be had, because the password was changed in the console, say.
 */
export async function ensureApiToken(
  url: string,
  file: string,
  secrets: Secrets,
): Promise<string | null> {
  const { apiToken, adminEmail: email, adminPassword: password } = secrets;
  if (apiToken !== null && (await call(url, "GET", "/me", apiToken)).ok) return apiToken;
  const login = await call(url, "POST", "/auth/login", null, { email, password });
  if (!login.ok) return null;
  const session = textField(await login.json(), "token");
  const made = await call(url, "POST", "/tokens", session, { name: "npm start", scopes: SCOPES });
  await call(url, "POST", "/auth/logout", session);
  if (!made.ok) return null;
  const token = textField(await made.json(), "token");
  keepApiToken(file, token);
  return token;
}

function call(
  url: string,
  method: string,
  path: string,
  token: string | null,
  body?: object,
): Promise<Response> {
  return fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
}

function textField(value: unknown, name: string): string {
  const field: unknown =
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof field === "string") return field;
  throw new Error(`The API answered without ${name}.`);
}
