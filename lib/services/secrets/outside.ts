import { readRunDefinition } from "../../../db/queries/secrets.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { MaskedLines } from "../../domain/mask/lines.ts";
import type { Masker } from "../../domain/mask/masker.ts";
import { Recent } from "../../platform/recent.ts";
import type { Platform } from "../context.ts";
import { jobVersionKey, jobVersionsByKey, templateVersionsById } from "../runs/definitions.ts";
import { secretNamesOf } from "../runs/render-execution.ts";
import { openSecretReader, type SecretReader } from "./reader.ts";

type Running = Pick<Platform, "db" | "config">;
type Named = { readonly projectId: string; readonly names: readonly string[] };

/** One for each platform of this process. */
const readers = new WeakMap<Platform["db"], SecretReader>();

/** What runs in the hands of others name; a run never names others than at first. */
const namedBy = new Recent<Named>(20_000);

/** The reader of the process, for runs that are handed to somebody outside. */
export function secretReaderOf({ db, config }: Running): SecretReader {
  const known = readers.get(db);
  if (known !== undefined) return known;
  const reader = openSecretReader(db, config.secretsKeys);
  readers.set(db, reader);
  return reader;
}

/** Remembers what a run names, so that its reports need not ask. */
export function rememberNames(runId: string, named: Named): void {
  namedBy.set(runId, named);
}

/** What covers the secrets a run was given in what its holder outside reports; null when it was given none. */
export async function maskerOfRun(running: Running, runId: string): Promise<Masker | null> {
  const { projectId, names } = namedBy.get(runId) ?? (await findNames(running, runId));
  if (names.length === 0) return null;
  return (await secretReaderOf(running).read(projectId, names)).masker;
}

/** The value with the secrets of a run covered. */
export async function masked<Value>(running: Running, runId: string, value: Value): Promise<Value> {
  const masker = await maskerOfRun(running, runId);
  // Same shape; only texts in it, and numbers that show a secret, are other ones.
  return masker === null ? value : (masker.deep(value as JsonValue) as Value);
}

/** Lines of a log with the secrets of a run covered, also those that span lines of one stream. */
export async function maskedLines<Line extends { readonly stream: string; readonly text: string }>(
  running: Running,
  runId: string,
  lines: readonly Line[],
): Promise<readonly Line[]> {
  const masker = await maskerOfRun(running, runId);
  if (masker === null) return lines;
  const streams = Map.groupBy(lines, ({ stream }) => stream);
  const texts = new Map(
    [...streams].map(([stream, own]) => [stream, linesThrough(masker.lines(), own)]),
  );
  return lines.map((line) => ({ ...line, text: texts.get(line.stream)?.shift() ?? "" }));
}

function linesThrough(open: MaskedLines, lines: readonly { readonly text: string }[]): string[] {
  return [...lines.flatMap(({ text }) => open.write(text)), ...open.end(true)];
}

async function findNames({ db }: Running, runId: string): Promise<Named> {
  const run = await readRunDefinition(db, runId);
  if (run === undefined) return { projectId: "", names: [] };
  const [jobs, templates] = await Promise.all([
    jobVersionsByKey(db, [run]),
    templateVersionsById(db, [run.templateVersionId]),
  ]);
  const job = jobs.get(jobVersionKey(run.jobId, run.jobVersion));
  const template = templates.get(run.templateVersionId);
  const names = job && template ? secretNamesOf({ run, job, template }) : [];
  return namedBy.set(runId, { projectId: run.projectId, names });
}
