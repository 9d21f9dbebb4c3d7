import { afterAll, expect, it } from "vitest";
import { openDatabase } from "../../db/client.ts";
import { findProject } from "../../db/queries/projects.ts";
import { listTemplates } from "../../db/queries/templates.ts";
import { listUsers } from "../../db/queries/users.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { db, close } = openDatabase({ url: database.url, max: 4, name: "first-run" });
afterAll(close);

it("is made once by several processes that begin together", async () => {
  const admins = ["a", "b", "c"].map((name) => ({
    email: `${name}@example.com`,
    password: "a long password",
  }));
  const made = await Promise.all(admins.map((admin) => ensureFirstRun({ db }, { admin })));
  const names = made.flatMap(({ madeAdministrator }) => madeAdministrator ?? []);
  expect(names).toHaveLength(1);
  const users = await listUsers(db, { q: undefined }, { after: undefined, limit: 10 });
  expect(users.map(({ email, role }) => ({ email, role }))).toEqual([
    { email: names[0], role: "admin" },
  ]);
  const project = await findProject(db, { slug: "default" }, users[0]?.id ?? null);
  expect(project?.role).toBe("owner");
  const templates = await listTemplates(db, {
    projectId: project?.id ?? "",
    archived: false,
    limit: 10,
  });
  expect(templates.map(({ slug, builtIn }) => ({ slug, builtIn }))).toEqual(
    ["external-task", "run-container", "send-email", "http-request"].map((slug) => ({
      slug,
      builtIn: true,
    })),
  );
});
