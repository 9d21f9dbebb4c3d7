import type { Tx } from "../../../db/client.ts";
import {
  insertCalendar,
  type NewCalendar,
  takenCalendarSlugs,
} from "../../../db/queries/calendars.ts";
import type { CalendarCreate, CalendarFindings, CalendarView } from "../../contracts/calendar.ts";
import { conflict, invalid } from "../../domain/errors.ts";
import { keyCandidates, keyFromName } from "../../domain/job-key.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { contentOf } from "./content.ts";
import type { Content } from "./import.ts";
import { entriesView, showCalendar } from "./view.ts";

const LONGEST_SLUG = 63;
/** A stem this long leaves room for a number behind it. */
const LONGEST_STEM = 45;
const SLUG_TRIES = 3;

/** Makes a calendar. Throws `invalid` with every fault, `conflict` where the slug is taken. */
export async function createCalendar(ctx: Context, body: CalendarCreate): Promise<CalendarView> {
  const project = await enterProject(ctx, "jobs.write", body.project);
  const content = await given(ctx, body);
  const name = body.name ?? content.name;
  if (name === "") throw invalid([{ pointer: "/name", message: "is required" }]);
  const row = {
    id: newId(),
    projectId: project.id,
    slug: body.slug ?? slugFrom(name),
    name,
    description: body.description ?? content.description,
    entries: content.entries,
    createdBy: authorOf(ctx.actor),
  };
  return ctx.db.transaction(async (tx) => {
    const slug = await insertWithSlug(tx, row, body.slug ?? null);
    await recordDeed(tx, ctx, {
      action: "calendar.created",
      projectId: project.id,
      object: { kind: "calendar", id: row.id },
      after: { slug, version: 1, entries: row.entries.length },
    });
    return showCalendar(tx, row.id);
  });
}

/** What a body would make, without making it. Throws as `createCalendar`, but for slug and name. */
export async function findingsOf(ctx: Context, body: CalendarCreate): Promise<CalendarFindings> {
  await enterProject(ctx, "jobs.write", body.project);
  const { name, description, entries, notices } = await given(ctx, body);
  return {
    name: body.name ?? name,
    description: body.description ?? description,
    entries: entriesView(entries),
    notices: [...notices],
  };
}

async function given(ctx: Context, body: CalendarCreate): Promise<Content> {
  const content = await contentOf(ctx, body);
  if (content !== null) return cut(content);
  throw invalid([{ pointer: "/entries", message: "is required" }]);
}

/** Texts of a file are as long as they like. */
function cut(content: Content): Content {
  const { name, description } = content;
  return { ...content, name: name.slice(0, 200), description: description.slice(0, 5000) };
}

/** A name in another script than ours has nothing to make a slug of. */
function slugFrom(name: string): string {
  const isReadable = /[a-z0-9]/i.test(name.normalize("NFKD"));
  return isReadable ? keyFromName(name).slice(0, LONGEST_STEM) : "calendar";
}

async function insertWithSlug(tx: Tx, row: NewCalendar, asked: string | null): Promise<string> {
  if (asked !== null) {
    if (await insertCalendar(tx, row)) return asked;
    throw slugTaken(asked);
  }
  for (let attempt = 1; attempt <= SLUG_TRIES; attempt += 1) {
    const candidates = keyCandidates(row.slug, newId().slice(-8)).map((slug) =>
      slug.slice(0, LONGEST_SLUG),
    );
    const taken = await takenCalendarSlugs(tx, row.projectId, candidates);
    const slug = candidates.find((candidate) => !taken.has(candidate));
    if (slug !== undefined && (await insertCalendar(tx, { ...row, slug }))) return slug;
  }
  throw slugTaken(row.slug);
}

function slugTaken(slug: string) {
  return conflict(`Another calendar is called ${slug}.`, [
    { pointer: "/slug", message: "is taken by another calendar of the project" },
  ]);
}
