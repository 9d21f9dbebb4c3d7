import { compileSchedule } from "../../lib/domain/schedule/compile.ts";
import { describeSchedule } from "../../lib/domain/schedule/describe.ts";
import { NO_JOB } from "../../lib/domain/schedule/hash.ts";
import { normalizeSchedule } from "../../lib/domain/schedule/normalize.ts";
import { previewOccurrences } from "../../lib/domain/schedule/preview.ts";
import { makeCase, RESTLESS } from "../../lib/domain/schedule/testing/cases.ts";
import { cronSchedule, intervalSchedule } from "../../lib/domain/schedule/testing/schedules.ts";
import type {
  CronSchedule,
  DstPolicy,
  IntervalSchedule,
  ScheduleInput,
} from "../../lib/domain/schedule/types.ts";
import type { Finding } from "./finding.ts";
import { HEAVY, HOSTILE, INTERVALS } from "./hostile.ts";

const LIMIT_MS = 50;
const RANDOM = 2_000;
const NOW = Date.UTC(2026, 10, 20, 10);
const END = Date.UTC(9999, 11, 31);

type Recurring = CronSchedule | IntervalSchedule;
type Question = readonly [name: string, ask: () => unknown];

/** The slowest answers there are: each of a schedule's questions, and hostile text. None may take 50 ms of a core. */
export function findSlowest(seed: number): Finding {
  const watch = stopWatch();
  // What a process loads once is not the schedule's fault.
  for (const [, ask] of questionsOf(cronSchedule("* * * * * *"))) ask();

  // First of all the zones nobody has asked about: their clock changes are yet to be found, to the year 9999.
  for (const timeZone of Intl.supportedValuesOf("timeZone")) watch.zone(timeZone);
  for (const schedule of heavySchedules()) watch.all(schedule);
  for (const timeZone of ["UTC", "America/New_York"]) {
    for (const expression of HOSTILE) watch.text({ kind: "cron", expression, timeZone, dst: SKIP });
  }
  for (let i = 0; i < RANDOM; i++) watch.all(makeCase(seed, i).schedule);
  return watch.finding();
}

const SKIP: DstPolicy = { gap: "skip", fold: "first" };
const POLICIES: readonly DstPolicy[] = [SKIP, { gap: "shift", fold: "both" }];

function heavySchedules(): Recurring[] {
  const zones = ["UTC", ...RESTLESS];
  return zones.flatMap((timeZone) =>
    POLICIES.flatMap((dst): Recurring[] => [
      ...HEAVY.map((expression) => cronSchedule(expression, timeZone, { dst })),
      ...INTERVALS.map((every) =>
        intervalSchedule(every, "2026-03-08T02:30:00.000Z", { timeZone, dst }),
      ),
    ]),
  );
}

function questionsOf(schedule: Recurring): Question[] {
  const compiled = compileSchedule(schedule, NO_JOB);
  return [
    ["next", () => compiled.next(-1)],
    ["next from now", () => compiled.next(NOW)],
    ["previous", () => compiled.previous(END)],
    ["between, limit 1,000", () => compiled.between(0, END, 1_000)],
    ["count", () => compiled.count(0, END)],
    ["first that fires", () => compiled.first("fires", 0, END)],
    ["last that fires", () => compiled.last("fires", 0, END)],
    ["count of gaps", () => compiled.countOf("dst_gap", 0, END)],
    ["preview, 1,000", () => previewOccurrences(schedule, { from: NOW, count: 1_000 })],
    ["words", () => describeSchedule(schedule, NO_JOB)],
    ["saving", () => normalizeSchedule(schedule, { now: NOW, setting: true })],
  ];
}

type Answer = { readonly what: string; readonly ms: number };

function stopWatch() {
  let asked = 0;
  const slowest = new Map<string, Answer>();

  const keep = (question: string, what: string, ms: number): void => {
    asked += 1;
    if (ms > (slowest.get(question)?.ms ?? 0)) slowest.set(question, { what, ms });
  };
  /** A question that can be asked again is, when the answer took long: the collector may have come in between. */
  const measure = (question: string, what: string, ask: () => unknown): void => {
    const first = cpuMs(ask);
    keep(question, what, first < LIMIT_MS / 4 ? first : Math.min(first, cpuMs(ask), cpuMs(ask)));
  };

  return {
    /** A zone written in another case is found anew, so this too can be asked again. */
    zone(timeZone: string) {
      const spellings = [timeZone, timeZone.toLowerCase(), timeZone.toUpperCase()];
      const counts = spellings.map((spelling) => {
        const daily = intervalSchedule("1d", "2026-03-08T02:30:00.000Z", { timeZone: spelling });
        return () => compileSchedule(daily, NO_JOB).count(0, END);
      });
      measure("asked for the first time", `count in ${timeZone}`, () => counts.shift()?.());
    },
    all(schedule: Recurring) {
      const text = schedule.kind === "cron" ? schedule.expression : schedule.every;
      const { gap, fold } = schedule.dst;
      for (const [question, ask] of questionsOf(schedule)) {
        measure(question, `${text} in ${schedule.timeZone}, ${gap} and ${fold}`, ask);
      }
    },
    text(input: ScheduleInput & { readonly kind: "cron" }) {
      const what = `${input.expression.slice(0, 40)} (${input.expression.length} characters)`;
      measure("hostile text", what, () => normalizeSchedule(input, { now: NOW, setting: true }));
    },
    finding(): Finding {
      const rows = [...slowest].sort(([, a], [, b]) => b.ms - a.ms);
      const written = rows.map(
        ([question, { what, ms }]) => `${ms.toFixed(1)} ms ${question}: ${what}`,
      );
      const tooSlow = rows.filter(([, { ms }]) => ms >= LIMIT_MS).length;
      return {
        figures: `${asked.toLocaleString("en-US")} questions, the slowest ${written.slice(0, 3).join("; ")}`,
        problems: written.slice(0, tooSlow).map((line) => `slower than ${LIMIT_MS} ms: ${line}`),
      };
    },
  };
}

/** Milliseconds of this thread alone, so that a busy machine does not count against the code. */
function cpuMs(run: () => unknown): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
