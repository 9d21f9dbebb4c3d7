import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { newId } from "./ids.ts";

const keptMail = z.object({
  /** Sorts in the order of arrival. */
  id: z.string(),
  receivedAt: z.string(),
  /** Sender and recipients as SMTP named them. */
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  /** In bytes. */
  size: z.number(),
});

/** What is known of a message of the development mailbox without reading it. */
export type KeptMail = z.infer<typeof keptMail>;

const MOST_KEPT = 200;

/**
 * Keeps a message in the folder and drops the oldest beyond 200. The summary is written last and in one step, so that who
 * reads meanwhile sees a message whole or not at all. Files are for their owner only.
 */
export function keepMail(folder: string, raw: Uint8Array, about: Omit<KeptMail, "id">): KeptMail {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = { id: newId(), ...about };
  writeFileSync(messageFile(folder, kept.id), raw, { mode: 0o600 });
  const draft = join(folder, `${kept.id}.tmp`);
  writeFileSync(draft, JSON.stringify(kept), { mode: 0o600 });
  renameSync(draft, summaryFile(folder, kept.id));
  for (const id of idsIn(readdirSync(folder)).slice(MOST_KEPT)) {
    rmSync(summaryFile(folder, id), { force: true });
    rmSync(messageFile(folder, id), { force: true });
  }
  return kept;
}

/** What is in the folder, the newest first; nothing where there is no folder. */
export async function listMail(folder: string): Promise<readonly KeptMail[]> {
  const names = await readdir(folder).catch(orAbsent);
  const summaries = await Promise.all(idsIn(names ?? []).map((id) => readSummary(folder, id)));
  return summaries.filter((one) => one !== null);
}

/** A message with its bytes; null when it is not, or no longer, there. `id` must be one. */
export async function readMail(
  folder: string,
  id: string,
): Promise<{ readonly kept: KeptMail; readonly raw: Uint8Array } | null> {
  const kept = await readSummary(folder, id);
  const raw = await readFile(messageFile(folder, id)).catch(orAbsent);
  return kept === null || raw === null ? null : { kept, raw };
}

async function readSummary(folder: string, id: string): Promise<KeptMail | null> {
  const text = await readFile(summaryFile(folder, id), "utf8").catch(orAbsent);
  return text === null ? null : keptMail.parse(JSON.parse(text));
}

function orAbsent(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}

/** The newest first. */
function idsIn(names: readonly string[]): readonly string[] {
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort()
    .reverse();
}

function summaryFile(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

function messageFile(folder: string, id: string): string {
  return join(folder, `${id}.eml`);
}
