import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rightsTable } from "./rights-table.ts";

it("docs/security.md shows the rights that the services obey", () => {
  const shown = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
  expect(shown).toContain(`\n${rightsTable()}\n`);
});
