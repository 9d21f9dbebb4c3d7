import { type Check, failure, inMs, type Outcome, type Verdict } from "./fault.ts";
import { type Installation, type InstallationOptions, openInstallation } from "./installation.ts";
import type { Findings } from "./invariants.ts";

const DRAIN_MS = 60_000;

export type Row = {
  readonly name: string;
  readonly what: string;
  /** The figure to reach. */
  readonly reach: string;
  readonly run: (installation: Installation) => Promise<Outcome>;
  readonly options?: InstallationOptions;
};

/** A row that has an installation of its own; afterwards everything is drained and the books are gone through. */
export function row({ name, what, reach, run, options = {} }: Row): Check {
  return {
    name,
    run: async (tell) => {
      const installation = await openInstallation(options);
      try {
        const outcome = await run(installation).catch(failure);
        const books = await goThroughTheBooks(installation);
        tell({
          what,
          reach,
          figures: `${outcome.figures}; ${books.figures}`,
          problems: [...outcome.problems, ...books.problems],
        });
      } finally {
        await installation.close();
      }
    },
  };
}

async function goThroughTheBooks(installation: Installation): Promise<Outcome> {
  const { problems, findings } = await drainAndFind(installation);
  const { slots, runs, hits, lost, violations } = findings;
  return {
    figures: `C1–C10: ${violations.length} violations in ${slots} slots, ${runs} runs, ${hits} calls, ${lost} attempts lost`,
    problems: [...problems, ...violations.slice(0, 10)],
  };
}

/** Lets everything end, stops the workers and compares what they wrote and did with the promises. */
export async function drainAndFind(
  installation: Installation,
): Promise<{ drainedMs: number; problems: string[]; findings: Findings }> {
  const problems: string[] = [];
  const note = (error: unknown) => void problems.push(...failure(error).problems);
  const drainedMs = await installation.drain(DRAIN_MS).catch((error: unknown) => {
    note(error);
    return DRAIN_MS;
  });
  await installation.stopWorkers().catch(note);
  return { drainedMs, problems, findings: await installation.check() };
}

const PROMISES: Readonly<Record<string, string>> = {
  C1: "every slot has its row",
  C2: "one run per slot",
  C3: "one final event per run",
  C4: "attempts in order, each called once",
  C5: "completed runs called",
  C6: "nothing is left",
  C7: "skip never overlaps",
  C8: "fail starts once",
  C9: "nobody died",
  C10: "groups keep their limit",
};

/** The same with a verdict for each promise. */
export async function tellPromises(
  installation: Installation,
  tell: (verdict: Verdict) => void,
  leastSlots: number,
): Promise<void> {
  const { drainedMs, problems, findings } = await drainAndFind(installation);
  const { slots, runs, hits, lost, violations } = findings;
  tell({
    what: "drained",
    reach: `≤ ${inMs(DRAIN_MS)}`,
    figures: `nothing live after ${inMs(drainedMs)}`,
    problems,
  });
  tell({
    what: "amount",
    reach: `≥ ${leastSlots} slots`,
    figures: `${slots} slots, ${runs} runs, ${hits} calls, ${lost} attempts lost`,
    problems: slots >= leastSlots ? [] : [`${slots} slots are too few to say anything`],
  });
  for (const [promise, words] of Object.entries(PROMISES)) {
    const broken = violations.filter((violation) => violation.startsWith(`${promise}:`));
    tell({
      what: `${promise}, ${words}`,
      reach: "0",
      figures: `${broken.length} violations`,
      problems: broken.slice(0, 5),
    });
  }
}
