import { cpus, totalmem } from "node:os";
import { measureExecutors } from "./executors.ts";
import { measureFairShare } from "./fair-share.ts";
import { measureLateness } from "./lateness.ts";
import { measureLists } from "./lists.ts";
import { measurePlanner } from "./planner-scale.ts";
import { benchScheduleEngine } from "./schedule-engine.ts";
import { measureSteadyLoad } from "./steady-load.ts";
import { makeBed } from "./support/bed.ts";
import { measureThroughput } from "./throughput.ts";

/** `npm run bench -- lateness throughput fairness executors planner steady lists engine`; without names, everything. `--small` is for a quick look. */
const wanted = new Set(process.argv.slice(2).filter((word) => !word.startsWith("--")));
const small = process.argv.includes("--small");
const wants = (name: string): boolean => wanted.size === 0 || wanted.has(name);

const lines: string[] = [];
function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  lines.push(
    `### ${title}`,
    "",
    `| ${head.join(" | ")} |`,
    `| ${head.map(() => "---").join(" | ")} |`,
  );
  for (const row of rows) lines.push(`| ${row.join(" | ")} |`);
  lines.push("");
  console.log(lines.splice(0).join("\n"));
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const rate = (value: number): string => Math.round(value).toLocaleString("en-US");

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? "?"}), ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, PostgreSQL 18 on loopback, synchronous_commit=on\n`,
);

if (wants("engine")) {
  const results = await benchScheduleEngine();
  table(
    "Next occurrences per second, one core",
    ["engine", "per second"],
    results.map((r) => [r.name, rate(r.perSecond)]),
  );
}

if (wants("lateness")) {
  const bed = await makeBed();
  // Twice a crowd and once a trickle: a worker that has been up for a while has its statements planned and its code compiled.
  for (const [turn, spreadSeconds] of [0, 0, 1].entries())
    await measureLateness(bed, { name: `warm up ${turn}`, jobs: 1_000, spreadSeconds });
  const results = [
    await measureLateness(bed, { name: "1,000 due at one instant", jobs: 1_000, spreadSeconds: 0 }),
    await measureLateness(bed, { name: "1,000 spread over 30 s", jobs: 1_000, spreadSeconds: 30 }),
  ];
  await bed.close();
  table(
    "Start lateness of one-off jobs, no-op runs",
    ["scenario", "p50", "p99", "max", "a page flushed meanwhile, p99", "max"],
    results.map((r) => [r.name, ms(r.p50), ms(r.p99), ms(r.max), ms(r.flushP99), ms(r.flushMax)]),
  );
}

if (wants("throughput")) {
  const scale = small ? 0.2 : 1;
  const loads = [
    { name: "1,000 jobs, 30 slots each", jobs: Math.round(1_000 * scale), slots: 30 },
    { name: "30,000 jobs, one slot each", jobs: Math.round(30_000 * scale), slots: 1 },
  ];
  const results = [];
  for (const load of loads) {
    const bed = await makeBed();
    results.push(await measureThroughput(bed, load));
    await bed.close();
  }
  table(
    "Whole pipeline (plan, claim, no-op, finish; history, attempts and events kept) beside pg-boss fetch + complete without history",
    ["load", "runs per second", "raw queue per second", "ratio"],
    results.map((r) => [r.name, rate(r.ours), rate(r.raw), r.ratio.toFixed(2)]),
  );
}

if (wants("fairness")) {
  const bed = await makeBed();
  const backlog = small ? 20_000 : 100_000;
  const result = await measureFairShare(bed, backlog);
  await bed.close();
  table(
    `Single runs of one project behind ${rate(backlog)} no-op runs of another, two workers with 10 slots each`,
    ["single runs", "waited, p50", "max", "runs of the backlog per second"],
    [[rate(result.runs), ms(result.p50), ms(result.max), rate(result.perSecond)]],
  );
}

if (wants("executors")) {
  const bed = await makeBed();
  const results = await measureExecutors(bed, small ? 60 : 300);
  await bed.close();
  table(
    "From the claim of a run to its end, one run at a time and by turns, targets that answer at once; medians",
    ["executor", "claim to end", "beside", "which takes", "more", "ratio"],
    results.map((r) => [
      r.name,
      ms(r.ms),
      r.peer,
      ms(r.peerMs),
      ms(r.ms - r.peerMs),
      (r.ms / r.peerMs).toFixed(2),
    ]),
  );
}

if (wants("planner")) {
  const bed = await makeBed();
  const sizes = small ? [1_000, 10_000] : [1_000, 100_000, 1_000_000];
  const results = [];
  for (const stored of sizes) results.push(await measurePlanner(bed, stored));
  await bed.close();
  const base = results[0]?.passMs ?? 1;
  table(
    "One planner, 500 due jobs a pass",
    ["schedules stored", "firings per second", "pass, median", "ratio"],
    results.map((r) => [
      rate(r.stored),
      rate(r.firingsPerSecond),
      ms(r.passMs),
      (r.passMs / base).toFixed(2),
    ]),
  );
}

if (wants("steady")) {
  const bed = await makeBed();
  const stored = small ? 100_000 : 1_000_000;
  const load = { stored, perSecond: small ? 100 : 1_000, seconds: small ? 20 : 60 };
  const result = await measureSteadyLoad(bed, load);
  await bed.close();
  table(
    `${rate(stored)} schedules stored, ${rate(load.perSecond)} due at each second, for ${load.seconds} s`,
    ["slots", "planned late, p50", "p99", "max", "started late, p50", "p99", "unfinished"],
    [
      [
        rate(result.slots),
        ms(result.planP50),
        ms(result.planP99),
        ms(result.planMax),
        ms(result.startP50),
        ms(result.startP99),
        rate(result.unfinished),
      ],
    ],
  );
}

if (wants("lists")) {
  const bed = await makeBed();
  const runs = small ? 50_000 : 1_000_000;
  const results = await measureLists(bed, runs);
  await bed.close();
  table(
    `Lists over ${rate(runs)} runs`,
    ["query", "p50", "p95"],
    results.map((r) => [r.name, ms(r.p50), ms(r.p95)]),
  );
}
