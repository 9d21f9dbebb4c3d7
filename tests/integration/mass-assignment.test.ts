import { describe, expect, it } from "vitest";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { openInstallation } from "../support/access/installation.ts";
import { account } from "../support/access/place.ts";
import { addressOf, RECIPES } from "../support/access/requests.ts";
import { columnsOf, digestOf } from "../support/access/stored.ts";

const { api, maker, alpha } = await openInstallation();
const own = account();
await maker.make("POST", "/users", { ...own, role: "admin" });
const token = await api.login(own);

const WRITING = ENDPOINTS.filter(({ method }) => method !== "GET").map(({ id }) => id);
/** As the tables call them, and as our code does. */
const NAMES = [
  ...new Set(
    (await columnsOf(api.platform.db)).flatMap(({ column }) => [
      column,
      column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    ]),
  ),
  "isAdmin",
  "__proto__",
  "constructor",
];

describe("every call that writes, given the name of every column", () => {
  it("knows the columns", () => {
    const some = ["password_hash", "passwordHash", "project_id", "secretHash", "created_by"];
    expect(NAMES).toEqual(expect.arrayContaining(some));
  });

  it.each(WRITING)("refuses each it does not declare, and writes nothing: %s", async (id) => {
    const endpoint = ENDPOINTS.find((one) => one.id === id);
    const recipe = RECIPES[id];
    if (endpoint === undefined || recipe === undefined) throw new Error(`${id} has no recipe`);
    const wish = await recipe(alpha, { account: own });
    const good = (wish.body ?? {}) as object;
    const before = await digestOf(api.platform.db);
    const attempt = async (names: readonly string[]) => {
      const raw = withFields(good, names);
      const answer = await api.call(endpoint.method, addressOf(endpoint.path, wish), {
        token,
        raw,
      });
      const seen = `${names.slice(0, 3)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
      expect(answer.status, seen).toBe(422);
      const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
      expect(pointers, seen).toEqual(expect.arrayContaining(names.map((name) => `/${name}`)));
    };
    const declared = declaredIn(endpoint.body);
    const unknown = NAMES.filter((name) => !declared.has(name));
    await attempt(unknown);
    // Each alone too: one that is quietly taken must not hide behind the others.
    for (const name of unknown.filter((_, at) => at % 10 === id.length % 10)) await attempt([name]);
    expect(await digestOf(api.platform.db)).toBe(before);
  });
});

/** JSON by hand: as an object's own field `__proto__` cannot be said. */
function withFields(good: object, names: readonly string[]): string {
  const fields = [...Object.entries(good), ...names.map((name) => [name, "x"] as const)];
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
}

function declaredIn(body: unknown): ReadonlySet<string> {
  const shape = (body as { shape?: object } | undefined)?.shape ?? {};
  return new Set(Object.keys(shape));
}
