import { compileSchedule } from "../compile.ts";
import type { CompiledSchedule, Instant, Slot } from "../types.ts";
import type { Case } from "./cases.ts";
import { type Random, randomOf } from "./random.ts";

/** Says where the engine and the reference differ in a case, or null where they agree. */
export function differenceIn(one: Case): string | null {
  const engine = compiled(one);
  if (typeof engine === "string") return engine;
  const random = randomOf(one.slots.length, Math.abs(Math.trunc(one.from)));
  return ofWhole(engine, one) ?? ofParts(engine, one, random) ?? ofNeighbours(engine, one, random);
}

function compiled({ schedule, jobId }: Case): CompiledSchedule | string {
  try {
    return compileSchedule(schedule, jobId);
  } catch (error) {
    return `the engine refuses it: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The whole of the case forwards, backwards and counted. */
function ofWhole(engine: CompiledSchedule, { from, to, slots }: Case): string | null {
  const between = engine.between(from, to, Infinity);
  const back: Slot[] = [];
  for (let slot = engine.previous(to); slot && slot.at >= from; slot = engine.previous(slot.at)) {
    back.push(slot);
  }
  return (
    unlike("between", between, slots) ??
    unlike("previous", back.reverse(), slots) ??
    unequal("count", engine.count(from, to), slots.length) ??
    unequal("count of nothing", engine.count(to, from), 0)
  );
}

function ofParts(engine: CompiledSchedule, one: Case, random: Random): string | null {
  for (let i = 0; i < 4; i++) {
    const [a, b] = [moment(one, random), moment(one, random)].sort((x, y) => x - y);
    const [low, high] = [a ?? 0, b ?? 0];
    const inside = one.slots.filter(({ at }) => at >= low && at < high);
    const limit = random.int(0, 5);
    const found =
      unequal(`count(${low}, ${high})`, engine.count(low, high), inside.length) ??
      ofFates(engine, low, high, inside) ??
      unlike(
        `between(${low}, ${high}, ${limit})`,
        engine.between(low, high, limit),
        inside.slice(0, limit),
      );
    if (found) return found;
  }
  return null;
}

/** Those that fire and those that a gap takes out, apart. */
function ofFates(
  engine: CompiledSchedule,
  from: Instant,
  to: Instant,
  slots: readonly Slot[],
): string | null {
  for (const fate of ["fires", "dst_gap"] as const) {
    const wanted = slots.filter((slot) => slot.fires === (fate === "fires"));
    const ends = [engine.first(fate, from, to), engine.last(fate, from, to)].filter(
      (s) => s !== null,
    );
    const found =
      unequal(`countOf ${fate} (${from}, ${to})`, engine.countOf(fate, from, to), wanted.length) ??
      unlike(`ends of ${fate} (${from}, ${to})`, ends, [
        ...wanted.slice(0, 1),
        ...wanted.slice(-1),
      ]);
    if (found) return found;
  }
  return null;
}

function ofNeighbours(engine: CompiledSchedule, one: Case, random: Random): string | null {
  for (let i = 0; i < 4; i++) {
    const at = moment(one, random);
    const later = one.slots.find((slot) => slot.at > at);
    const earlier = one.slots.findLast((slot) => slot.at < at);
    const next = engine.next(at);
    const previous = engine.previous(at);
    const found =
      unlike(`next(${at})`, next && next.at < one.to ? [next] : [], later ? [later] : []) ??
      unlike(
        `previous(${at})`,
        previous && previous.at >= one.from ? [previous] : [],
        earlier ? [earlier] : [],
      );
    if (found) return found;
  }
  return null;
}

/** A slot of the case, one millisecond beside it, or anything. */
function moment({ from, to, slots }: Case, random: Random): Instant {
  if (slots.length === 0 || random.oneIn(3)) return random.int(from, to);
  return random.pick(slots).at + random.int(-1, 1);
}

function unlike(what: string, ours: readonly Slot[], wanted: readonly Slot[]): string | null {
  const at = Array.from({ length: Math.max(ours.length, wanted.length) }, (_, i) => i).find(
    (i) => !isSame(ours[i], wanted[i]),
  );
  if (at === undefined) return null;
  return `${what}, slot ${at}: the engine has ${written(ours[at])}, the reference ${written(wanted[at])}`;
}

function isSame(one: Slot | undefined, other: Slot | undefined): boolean {
  if (!one || !other || one.at !== other.at || one.fires !== other.fires) return false;
  return one.notes.join() === other.notes.join();
}

function unequal(what: string, ours: number, wanted: number): string | null {
  return ours === wanted ? null : `${what}: the engine has ${ours}, the reference ${wanted}`;
}

/** A slot as the helpers of the unit tests write it. */
export function written(slot: Slot | undefined): string {
  if (!slot) return "none";
  const notes = slot.notes.map((note) => ` ${note}`).join("");
  return `${slot.fires ? "" : "!"}${new Date(slot.at).toISOString()}${notes}`;
}

/** A case as a test that can be pasted beside the engine's others. */
export function asTest({ schedule, jobId, from, to, slots }: Case): string {
  const wanted = slots.slice(0, 20).map((slot) => `      ${JSON.stringify(written(slot))},`);
  return [
    `it(${JSON.stringify(`agrees about ${schedule.kind === "cron" ? schedule.expression : schedule.every} in ${schedule.timeZone}`)}, () => {`,
    `  const schedule = compileSchedule(${JSON.stringify(schedule)}, "${jobId}");`,
    `  expect(schedule.count(${from}, ${to})).toBe(${slots.length});`,
    `  expect(schedule.between(${from}, ${to}, 20).map(written)).toEqual([`,
    ...wanted,
    "  ]);",
    "});",
  ].join("\n");
}
