import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { citedPaths, missingPaths } from "./docs-paths.ts";

function paths(markdown: string): string[] {
  return citedPaths(markdown, "docs/guide.md").map((citation) => citation.path);
}

describe("citedPaths", () => {
  it.each([
    ["see `lib/domain/retry.ts`", "lib/domain/retry.ts"],
    ["see `lib/domain/retry.ts:12`", "lib/domain/retry.ts"],
    ["the folder `worker/executors/`", "worker/executors/"],
    ["the route `app/(console)/jobs/[id]/page.tsx`", "app/(console)/jobs/[id]/page.tsx"],
    ["every `db/queries/*.ts`", "db/queries/*.ts"],
    ["the file `proxy.ts`", "proxy.ts"],
    ["[the domain](domain.md#states)", "docs/domain.md"],
    ["![screen](../public/screen.png)", "public/screen.png"],
  ])("finds the path in %j", (markdown, path) => {
    expect(paths(markdown)).toEqual([path]);
  });

  it.each([
    "`/api/v1/jobs` over HTTP",
    "`application/json`",
    "`lib/services/<noun>/<verb>.ts`",
    "`run.completed`",
    "`npm run verify`",
    "[site](https://example.com/lib/x.ts)",
    "[below](#below)",
    "```\nlib/none.ts `lib/none.ts`\n```",
  ])("leaves %j alone", (markdown) => {
    expect(paths(markdown)).toEqual([]);
  });
});

describe("missingPaths", () => {
  it("names document, line and path of what does not exist", () => {
    const root = mkdtempSync(join(tmpdir(), "punctual-docs-"));
    try {
      mkdirSync(join(root, "lib"));
      writeFileSync(join(root, "lib", "here.ts"), "");
      writeFileSync(join(root, "a.md"), "`lib/here.ts` `lib/*.ts`\n\n`lib/gone.ts` `db/*.ts`\n");
      expect(missingPaths(root, ["a.md"])).toEqual([
        "a.md:3 cites lib/gone.ts, which does not exist",
        "a.md:3 cites db/*.ts, which does not exist",
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
