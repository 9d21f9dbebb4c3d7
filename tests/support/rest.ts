import { SCOPES, type Scope } from "../../lib/contracts/scope.ts";
import type { Platform } from "../../lib/services/context.ts";
import { type Answer, createTestApi } from "./api.ts";
import type { TestDatabase } from "./database.ts";

export type RestCall = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of the bearer token; the administrator's with all scopes when absent, none when null. */
  readonly token?: string | null;
};

/** The REST interface as an administrator's API token sees it. */
export type Rest = {
  readonly platform: Platform;
  /** The administrator's token with all scopes. */
  readonly token: string;
  /** Calls `"POST /jobs"`, below `/api/v1`. */
  call(what: string, options?: RestCall): Promise<Answer>;
  /** A token of the administrator with these scopes. */
  tokenWith(scopes: readonly Scope[]): Promise<string>;
};

/** Opens the interface over a test database; it closes with the test file. */
export async function startRest(database: TestDatabase): Promise<Rest> {
  const { platform, call: callPath, login } = await createTestApi(database);
  const session = await login();
  const tokenWith: Rest["tokenWith"] = async (scopes) => {
    const body = { name: "test", scopes };
    const made = await callPath("POST", "/api/v1/tokens", { token: session, body });
    if (made.status !== 201) throw new Error(`no token was made: ${JSON.stringify(made.body)}`);
    return made.body.token;
  };
  const usual = await tokenWith(SCOPES);
  const call: Rest["call"] = (what, { token = usual, ...sent } = {}) => {
    const [method = "", path = ""] = what.split(" ");
    return callPath(method, `/api/v1${path}`, { ...sent, token: token ?? undefined });
  };
  return { platform, token: usual, call, tokenWith };
}
