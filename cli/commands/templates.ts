import type { Command } from "commander";
import type { Page } from "../../lib/contracts/common.ts";
import type { TemplateView } from "../../lib/contracts/template.ts";
import { action, actionOn, examples, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
import { TEMPLATE_COLUMNS, templateText } from "../render/template.ts";

type ListFlags = {
  readonly executor?: string;
  readonly search?: string;
  readonly archived?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
};

/** `punctual templates …` */
export function addTemplates(program: Command, io: Io): void {
  const templates = program.command("templates").description("What jobs can do");
  templates
    .command("list")
    .description("List templates, the built-in ones too")
    .option("--executor <executor>", "http, email, container or external")
    .option("--search <text>", "only those whose name or slug has this in it")
    .option("--archived", "those no longer in use")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(action(io, listTemplates));
  templates
    .command("get")
    .description("Show one template and the parameters it takes")
    .argument("<template>", "slug or id")
    .option("--version <number>", "not the latest", toNumber)
    .addHelpText("after", examples("punctual templates get http-request"))
    .action(actionOn(io, getTemplate));
}

async function listTemplates(ctx: Context, { search, archived, ...flags }: ListFlags) {
  const { executor, limit, cursor } = flags;
  const wanted = archived === true ? "true" : undefined;
  const query = { executor, limit, cursor, q: search, archived: wanted, project: ctx.project };
  const page = await ctx.client.call<Page<TemplateView>>("GET", "/templates", { query });
  ctx.showPage(page, TEMPLATE_COLUMNS, "No templates.");
}

async function getTemplate(
  ctx: Context,
  name: string,
  { version }: { readonly version?: number },
): Promise<void> {
  const { io, style, project } = ctx;
  const template = await ctx.client.call<TemplateView>("GET", `/templates/${segment(name)}`, {
    query: { project, version },
  });
  const width = io.out.isTerminal ? io.out.columns : undefined;
  ctx.show(template, () => templateText(template, io.now(), style, width));
}
