import { expect, it } from "vitest";
import { createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { call, login } = await createTestApi(database, { API_PER_TOKEN_PER_MINUTE: "5" });

it("lets each token make so many calls a minute, and says when to come back", async () => {
  const session = await login();
  const make = (name: string) =>
    call("POST", "/api/v1/tokens", { token: session, body: { name, scopes: ["jobs:read"] } });
  const [first, second] = [await make("first"), await make("second")];
  const me = (token: string) => call("GET", "/api/v1/me", { token });
  for (let n = 0; n < 5; n += 1) expect((await me(first.body.token)).status).toBe(200);
  const refused = await me(first.body.token);
  expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await me(second.body.token)).status).toBe(200);
});
