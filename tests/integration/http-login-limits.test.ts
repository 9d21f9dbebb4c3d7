import { expect, it } from "vitest";
import { ADMIN, createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
// One a minute: however slowly the test runs, no second one is earned meanwhile.
const { call, member } = await createTestApi(database, { LOGIN_PER_ACCOUNT_PER_MINUTE: "1" });

const login = (body: { email: string; password: string }) =>
  call("POST", "/api/v1/auth/login", { body });

it("refuses further attempts on an account after failures, the right password too", async () => {
  await member("grace");
  const account = { email: "grace@example.com", password: "password of grace" };
  expect((await login({ ...account, password: "wrong" })).status).toBe(401);
  const refused = await login({ ...account, email: "GRACE@example.com" });
  expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await login(ADMIN)).status).toBe(200);
});

it("counts failures that arrive at once", async () => {
  const attempts = Array.from({ length: 6 }, () =>
    login({ email: "joan@example.com", password: "wrong" }),
  );
  const statuses = (await Promise.all(attempts)).map((answer) => answer.status);
  expect(statuses.sort()).toEqual([401, 429, 429, 429, 429, 429]);
});

it("does not count what succeeds", async () => {
  for (let n = 0; n < 3; n += 1) expect((await login(ADMIN)).status).toBe(200);
});
