import type { Command } from "commander";
import type { AuditEntryView, AuditVerdictView } from "../../lib/contracts/audit.ts";
import type { Page } from "../../lib/contracts/common.ts";
import { action, examples, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import { FailedRun, UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { auditColumns, verdictText } from "../render/audit.ts";

type ListFlags = {
  readonly actor?: string;
  readonly action?: string;
  readonly object?: string;
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

type VerifyFlags = { readonly remembered?: string };

/** `punctual audit …` */
export function addAudit(program: Command, io: Io): void {
  const audit = program.command("audit").description("Who did what, and whether it is unchanged");
  audit
    .command("list")
    .description("Deeds, newest first: all (administrators), or with --project its own (owners)")
    .option("--actor <who>", "id or e-mail address of a person, or a kind such as system")
    .option("--action <action>", "an action or its beginning, such as job.")
    .option("--object <id>", "what it was done to")
    .option("--from <instant>", "not before")
    .option("--to <instant>", "before")
    .option("--search <text>", "text in action, object, address and names")
    .option("--limit <n>", "rows of a page", toNumber)
    .option("--cursor <cursor>", "the next page")
    .addHelpText("after", examples("punctual audit list --action session.refused"))
    .action(action(io, list));
  audit
    .command("verify")
    .description("Go through the whole chain: ends with 1 at the first row that is not as written")
    .option("--remembered <position:hash>", "an end of the chain from an earlier look")
    .addHelpText("after", examples("punctual audit verify"))
    .action(action(io, verify));
}

async function list(ctx: Context, { search, ...filters }: ListFlags): Promise<void> {
  const query = { ...filters, q: search, project: ctx.project };
  const page = await ctx.client.call<Page<AuditEntryView>>("GET", "/audit", { query });
  ctx.showPage(page, auditColumns(ctx.io.now()), "No deed matches.");
}

async function verify(ctx: Context, { remembered }: VerifyFlags): Promise<void> {
  const query = remembered === undefined ? {} : endIn(remembered);
  const verdict = await ctx.client.call<AuditVerdictView>("GET", "/audit/verify", { query });
  ctx.show(verdict, () => verdictText(verdict, ctx.style));
  if (verdict.fault !== null) throw new FailedRun(verdict.fault.message);
}

function endIn(text: string): { readonly position: string; readonly hash: string } {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (position === undefined || hash === undefined)
    throw new UsageError("--remembered takes a position and its hash, like 120:9f86d0…");
  return { position, hash };
}
