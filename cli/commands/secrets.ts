import type { Command } from "commander";
import type { Page } from "../../lib/contracts/common.ts";
import type { SecretUsage, SecretView } from "../../lib/contracts/secret.ts";
import { action, actionOn, examples, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Column } from "../render/table.ts";
import { timeText } from "../render/times.ts";

type ListFlags = { readonly search?: string; readonly limit?: number; readonly cursor?: string };

/** `punctual secrets …` */
export function addSecrets(program: Command, io: Io): void {
  const secrets = program
    .command("secrets")
    .description("Values that jobs use and nobody reads: keys, passwords, certificates");
  secrets
    .command("list")
    .description("List secrets, newest first; values are never shown")
    .option("--search <text>", "only those whose name has this in it")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(action(io, listSecrets));
  secrets
    .command("set")
    .description("Keep a value under a name, replacing what was there")
    .argument("<name>", "letters, digits and _")
    .addHelpText(
      "after",
      `\nThe value comes from the standard input, without one line end at its end, or is asked for. It cannot be an\nargument: those are seen by everybody on the machine, and kept by shells.\n${examples(
        "punctual secrets set BILLING_KEY < key.txt",
        "pass show billing | punctual secrets set BILLING_KEY",
      )}`,
    )
    .action(actionOn(io, setSecret));
  secrets
    .command("usage")
    .description("Show which templates and jobs name a secret")
    .argument("<name>", "its name")
    .action(actionOn(io, showUsage));
  secrets
    .command("delete")
    .description("Delete a secret; runs that name it fail from then on")
    .argument("<name>", "its name")
    .action(actionOn(io, deleteSecret));
}

async function listSecrets(ctx: Context, { search, limit, cursor }: ListFlags): Promise<void> {
  const query = { limit, cursor, q: search, project: ctx.project };
  const page = await ctx.client.call<Page<SecretView>>("GET", "/secrets", { query });
  ctx.showPage(page, columns(ctx.io.now()), "No secrets. Make one: punctual secrets set --help");
}

function columns(now: number): readonly Column<SecretView>[] {
  return [
    { title: "NAME", cell: ({ name }) => name, flexible: true },
    { title: "VERSION", cell: ({ version }) => String(version) },
    { title: "CHANGED", cell: ({ updatedAt }) => timeText(updatedAt, now) },
    {
      title: "LAST USED",
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : timeText(lastUsedAt, now)),
    },
  ];
}

async function setSecret(ctx: Context, name: string): Promise<void> {
  const value = await readValue(ctx, name);
  if (value === "") throw new UsageError("The value is empty. Pipe it in, or type it when asked.");
  const secret = await ctx.client.call<SecretView>("PUT", `/secrets/${segment(name)}`, {
    body: { value, project: ctx.project },
  });
  ctx.show(secret, () => `${secret.name} is kept, version ${secret.version}.\n`);
}

async function readValue({ io }: Context, name: string): Promise<string> {
  if (io.input.isTerminal) return io.input.ask(`Value of ${name}: `, { secret: true });
  return (await io.input.readAll()).replace(/\r?\n$/, "");
}

async function showUsage(ctx: Context, name: string): Promise<void> {
  const usage = await usageOf(ctx, name);
  ctx.show(usage, () => (isUsed(usage) ? `${usageWords(usage)}\n` : "Nothing names it.\n"));
}

async function deleteSecret(ctx: Context, name: string): Promise<void> {
  const usage = await usageOf(ctx, name);
  await ctx.client.call("DELETE", `/secrets/${segment(name)}`, { query: { project: ctx.project } });
  ctx.remark(`${name} is deleted.`);
  if (isUsed(usage)) ctx.remark(`Runs of these fail until it is set again: ${usageWords(usage)}`);
}

function usageOf(ctx: Context, name: string): Promise<SecretUsage> {
  const query = { project: ctx.project };
  return ctx.client.call<SecretUsage>("GET", `/secrets/${segment(name)}/usage`, { query });
}

function isUsed({ templates, jobs }: SecretUsage): boolean {
  return templates.length + jobs.length > 0;
}

function usageWords({ templates, jobs }: SecretUsage): string {
  const kinds = [
    ["templates", templates.map(({ slug }) => slug)],
    ["jobs", jobs.map(({ key }) => key)],
  ] as const;
  return kinds
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind} ${names.join(", ")}`)
    .join("; ");
}
