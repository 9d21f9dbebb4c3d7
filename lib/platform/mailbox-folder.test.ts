import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keepMail, listMail, readMail } from "./mailbox-folder.ts";

let root = "";
let folder = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "punctual-mailbox-"));
  folder = join(root, "mailbox");
});
afterEach(() => rmSync(root, { recursive: true }));

const keep = (subject: string) =>
  keepMail(folder, Buffer.from(`Subject: ${subject}\r\n\r\nBody`), {
    receivedAt: "2026-01-01T00:00:00.000Z",
    from: "a@example.com",
    to: ["b@example.com"],
    subject,
    size: 10,
  });

it("is empty before the first message", async () => {
  expect(await listMail(folder)).toEqual([]);
  expect(await readMail(folder, "00000000-0000-7000-8000-000000000000")).toBeNull();
});

it("shows the newest first, and each whole, to its owner only", async () => {
  const first = keep("one");
  const second = keep("two");
  expect(await listMail(folder)).toEqual([second, first]);
  const read = await readMail(folder, first.id);
  expect(read?.kept).toEqual(first);
  expect(Buffer.from(read?.raw ?? []).toString()).toBe("Subject: one\r\n\r\nBody");
  expect(statSync(folder).mode & 0o077).toBe(0);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});

it("keeps the last 200 and no file of those before", async () => {
  for (let made = 0; made < 203; made += 1) keep(`number ${made}`);
  const kept = await listMail(folder);
  expect(kept).toHaveLength(200);
  expect(kept.at(-1)?.subject).toBe("number 3");
  expect(readdirSync(folder)).toHaveLength(400);
});
