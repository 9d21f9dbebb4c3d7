import { CronExpressionParser } from "cron-parser";
import { Cron } from "croner";
import { compileSchedule } from "../lib/domain/schedule/compile.ts";

/** One figure of a benchmark: how often it was done in a second on one core. */
export type EngineFigure = { readonly name: string; readonly perSecond: number };

type Case = { readonly expression: string; readonly timeZone: string };

const CASES: readonly Case[] = [
  { expression: "*/5 * * * *", timeZone: "UTC" },
  { expression: "0 2 * * 1-5", timeZone: "Europe/Berlin" },
  { expression: "* * * * * *", timeZone: "America/New_York" },
  { expression: "0 0 29 2 *", timeZone: "Europe/Berlin" },
];
const START = Date.UTC(2026, 0, 1);
const BUDGET_MS = 300;

/** Next occurrences per second of our engine beside croner and cron-parser, for the same expressions. */
export async function benchScheduleEngine(): Promise<EngineFigure[]> {
  return CASES.flatMap((one) => {
    const label = `${one.expression} ${one.timeZone}`;
    return [
      { name: `punctual: ${label}`, perSecond: measure(ourNext(one)) },
      { name: `croner: ${label}`, perSecond: measure(cronerNext(one)) },
      { name: `cron-parser: ${label}`, perSecond: measure(cronParserNext(one)) },
    ];
  });
}

/** Gives the slot after an instant, or null at the end. */
type Next = (after: number) => number | null;

function ourNext({ expression, timeZone }: Case): Next {
  const compiled = compileSchedule(
    {
      kind: "cron",
      expression,
      timeZone,
      dst: { gap: "next", fold: "first" },
      startAt: null,
      endAt: null,
      jitterSeconds: 0,
      calendars: [],
    },
    "00000000-0000-0000-0000-000000000000",
  );
  return (after) => compiled.next(after)?.at ?? null;
}

function cronerNext({ expression, timeZone }: Case): Next {
  const cron = new Cron(expression, { timezone: timeZone });
  return (after) => cron.nextRun(new Date(after))?.getTime() ?? null;
}

function cronParserNext({ expression, timeZone }: Case): Next {
  const cron = CronExpressionParser.parse(expression, { tz: timeZone });
  return (after) => {
    cron.reset(new Date(after));
    return cron.next().getTime();
  };
}

/** Walks from slot to slot, back to the start now and then so that far centuries stay out of it. */
function measure(next: Next): number {
  for (let i = 0, at = START; i < 20; i++) at = next(at) ?? START;
  const started = performance.now();
  let done = 0;
  let at = START;
  let elapsed = 0;
  for (let batch = 1; elapsed < BUDGET_MS; batch = Math.min(batch * 2, 10_000)) {
    for (let i = 0; i < batch; i++) at = next(at) ?? START;
    done += batch;
    if (done % 50_000 < batch) at = START;
    elapsed = performance.now() - started;
  }
  return Math.round(done / (elapsed / 1_000));
}
