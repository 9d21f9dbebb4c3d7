import { globSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Endpoint, METHODS } from "../../lib/contracts/endpoint.ts";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { serverActions } from "../support/access/actions.ts";
import { type Caller, makeCallers, type Verdict } from "../support/access/callers.ts";
import { DECLARED } from "../support/access/declared.ts";
import { openInstallation } from "../support/access/installation.ts";
import { addressOf, RECIPES, type Wish } from "../support/access/requests.ts";
import { type Answer, routeFiles } from "../support/api.ts";

const { api, maker, alpha, beta } = await openInstallation();
const callers = await makeCallers(maker, alpha, beta);
const rows = Object.keys(DECLARED);
const endpointOf = (row: string) => ENDPOINTS.find(({ id }) => id === row.split(":")[0]);

describe("the declared table", () => {
  it("holds every call, and none that is not there", () => {
    const named = new Set(rows.map((row) => row.split(":")[0]));
    expect(ENDPOINTS.filter(({ id }) => !named.has(id)).map(({ id }) => id)).toEqual([]);
    expect(rows.filter((row) => endpointOf(row) === undefined)).toEqual([]);
    expect(Object.keys(RECIPES).sort()).toEqual([...rows].sort());
  });

  it("knows every method of every route: what is no call of ours answers 405", async () => {
    for (const { path } of routeFiles()) {
      const address = addressOf(path, {}).replaceAll("//", "/x/").replace(/\/$/, "/x");
      for (const method of METHODS) {
        const listed = ENDPOINTS.some((one) => one.method === method && one.path === path);
        if (listed) continue;
        expect((await api.call(method, address)).status, `${method} ${path}`).toBe(405);
      }
    }
  });
});

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Routes outside the REST interface. */
const BESIDE = ["app/api/[...unknown]/route.ts", "app/api/auth/[...nextauth]/route.ts"];

describe("routes beside the table", () => {
  it("are two", () => {
    const listed = routeFiles().map(({ file }) => relative(ROOT, file));
    const beside = globSync("app/**/route.{ts,tsx}", { cwd: ROOT }).filter(
      (file) => !listed.includes(file),
    );
    expect(beside.sort()).toEqual(BESIDE);
  });

  it("are nowhere, for everybody", async () => {
    for (const { token } of callers) {
      for (const method of METHODS) {
        const answer = await api.call(method, "/api/nowhere", { token: token ?? undefined });
        expect(answer.status).toBe(404);
      }
    }
  });

  it.each([
    ["GET", "/api/auth/session"],
    ["GET", "/api/auth/providers"],
    ["GET", "/api/auth/csrf"],
    ["GET", "/api/auth/signin"],
    ["GET", "/api/auth/callback/credentials"],
    ["GET", "/api/auth/callback/nobody"],
    ["GET", "/api/auth/callback"],
    ["GET", "/api/auth/error"],
    ["GET", "/api/auth/signout"],
    ["POST", "/api/auth/callback/nobody"],
    ["POST", "/api/auth/callback"],
    ["POST", "/api/auth/signin/nobody"],
    ["POST", "/api/auth/signin/credentials"],
    ["POST", "/api/auth/callback/credentials"],
    ["POST", "/api/auth/signout"],
    ["POST", "/api/auth/session"],
  ])("sign nobody in where no provider is configured: %s %s", async (method, path) => {
    for (const { token } of callers) {
      const answer = await api.call(method, path, { token: token ?? undefined });
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.getSetCookie().join()).not.toMatch(/punctual\.session/);
    }
  });
});

/** Calls that answer the same to the same input, beside those that only read. */
const REPEATABLE = new Set([
  "login",
  "requestPasswordReset",
  "renderTemplate",
  "previewSchedule",
  "simulateSchedule",
]);

function rowOf(row: string) {
  const [endpoint, declared, recipe] = [endpointOf(row), DECLARED[row], RECIPES[row]];
  if (endpoint === undefined || declared === undefined || recipe === undefined)
    throw new Error(`${row} is not whole`);
  return { endpoint, declared, recipe };
}

async function send(endpoint: Endpoint, wish: Wish, caller: Caller): Promise<Answer> {
  const answer = await api.call(endpoint.method, addressOf(endpoint.path, wish), {
    token: caller.token ?? undefined,
    body: wish.body,
    headers: { accept: "application/json" },
  });
  if (endpoint.id === "logout") await caller.renew();
  return answer;
}

/** What is wrong about an answer; null for nothing. */
function faultOf(endpoint: Endpoint, answer: Answer, verdict: Verdict): string | null {
  const seen = `${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
  if (verdict === "granted") return String(answer.status) in endpoint.answers ? null : seen;
  const missing = answer.body.missingScopes?.join();
  if (typeof verdict === "number")
    return answer.status === verdict && missing === undefined ? null : `${seen}, not ${verdict}`;
  const isTold = answer.status === 403 && missing === verdict.missing;
  return isTold ? null : `${seen}, not 403 for want of ${verdict.missing}`;
}

describe("every call, as every kind of principal", () => {
  it.each(rows)("%s", { timeout: 180_000 }, async (row) => {
    const { endpoint, declared, recipe } = rowOf(row);
    const repeatable = endpoint.method === "GET" || REPEATABLE.has(endpoint.id);
    const wrong: string[] = [];
    const take = async (caller: Caller, wish: Wish) => {
      const fault = faultOf(endpoint, await send(endpoint, wish, caller), caller.verdict(declared));
      if (fault !== null) wrong.push(`${caller.name}: ${fault}`);
    };
    const may = (caller: Caller) => caller.verdict(declared) === "granted";
    // Who may not goes first, all at the same object: it must still be there for the first who may.
    const [first, ...others] = callers.filter(may);
    if (first === undefined) throw new Error("nobody may");
    const untouched = await recipe(alpha, first);
    for (const caller of callers.filter((one) => !may(one))) await take(caller, untouched);
    await take(first, untouched);
    for (const caller of others)
      await take(caller, repeatable ? untouched : await recipe(alpha, caller));
    expect(wrong).toEqual([]);
  });
});

/** Server actions for somebody who is nobody yet, and those that touch only the caller's own. */
const FREE_ACTIONS: Readonly<Record<string, string>> = {
  "app/sign-in/actions.ts signIn": "signs in",
  "app/sign-in/actions.ts signUp": "signs up",
  "app/sign-in/actions.ts signOut": "ends the session it is called with",
  "app/forgot-password/actions.ts ask": "asks for a link",
  "app/reset-password/actions.ts reset": "the link is the right",
  "app/invitation/actions.ts accept": "the link is the right",
};
const OWN_ACTIONS: Readonly<Record<string, string>> = {
  "app/(console)/account/actions.ts connect": "writes a cookie of the caller's",
};

describe("every server action", () => {
  it.each(serverActions().map((action) => [action.name, action] as const))("%s", (name, action) => {
    if (name in FREE_ACTIONS) return;
    expect(action.asksWho, "takes only who is signed in").toBe(true);
    if (name in OWN_ACTIONS) return;
    expect(action.isGuarded, "leaves its deed to a service that asks what one may").toBe(true);
  });
});
