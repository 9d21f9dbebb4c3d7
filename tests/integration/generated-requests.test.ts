import { expect, it } from "vitest";
import { openApiDocument } from "../../lib/http/openapi.ts";
import { barrage, type Report } from "../support/access/barrage.ts";
import { makeCallers } from "../support/access/callers.ts";
import { Generator } from "../support/access/generate.ts";
import { openInstallation } from "../support/access/installation.ts";

// Set by `scripts/test-requests.ts`; the same seed sends the same requests.
const { REQUESTS_COUNT = "1500", REQUESTS_SEED = "20261120" } = process.env;
const [COUNT, SEED] = [Number(REQUESTS_COUNT), Number(REQUESTS_SEED)];
const MS_EACH = 200;
/** So many requests are sent before there are new objects in place of those that were deleted. */
const ROUND = 500;

const { api, maker, alpha, beta } = await openInstallation();
const callers = await makeCallers(maker, alpha, beta);
const strong = callers.filter(({ name }) => ["editor", "owner", "administrator"].includes(name));
const document = openApiDocument();

/** Ids and names of new objects of every kind. */
async function objects(): Promise<string[]> {
  const known = [alpha.slug, alpha.id, beta.slug, beta.id, "http-request"];
  for (const place of [alpha, alpha, beta]) {
    const job = await place.job();
    const [template, calendar, feed] = [
      await place.template(),
      await place.calendar(),
      await place.feed(),
    ];
    const others = [await place.run(), await place.backfill(), await place.apiToken()];
    known.push(...[job, template, calendar, feed, ...others].map(({ id }) => id));
    known.push(job.key, template.slug, calendar.slug, `${feed.token}.ics`, await place.secret());
    known.push((await place.member()).userId, await place.worker());
  }
  return known;
}

it(`keeps to the document under ${COUNT} generated requests`, {
  timeout: 60_000 + COUNT * MS_EACH,
}, async () => {
  const reports: Report[] = [];
  for (let sent = 0; sent < COUNT; sent += ROUND) {
    const generator = new Generator(SEED + sent, document, await objects());
    // Half of them as those who may do most: the others are turned away before much is looked at.
    const caller = () => generator.pick(generator.chance(0.5) ? strong : callers);
    const count = Math.min(ROUND, COUNT - sent);
    reports.push(await barrage(api, generator, document, caller, count));
  }
  const { faults, ...told } = total(reports);
  const shown = { seed: SEED, ...told, faults: faults.length };
  process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  expect(faults).toEqual([]);
  // Otherwise the requests are too wrong to reach anything.
  expect(told.byStatus["200"] ?? 0).toBeGreaterThan(COUNT / 50);
});

function total(reports: readonly Report[]): Report {
  const byStatus: Record<string, number> = {};
  for (const [status, count] of reports.flatMap((report) => Object.entries(report.byStatus)))
    byStatus[status] = (byStatus[status] ?? 0) + count;
  const slowest = reports.reduce((worst, one) => (one.slowest.ms > worst.slowest.ms ? one : worst));
  return {
    sent: reports.reduce((sum, { sent }) => sum + sent, 0),
    byStatus,
    faults: reports.flatMap((report) => report.faults),
    loopDelayP99Ms: Math.max(...reports.map((report) => report.loopDelayP99Ms)),
    slowest: slowest.slowest,
  };
}
