import { styleText } from "node:util";
import type { RunStatus } from "../../lib/domain/run-state.ts";

export type Tone = "good" | "bad" | "busy" | "waiting" | "odd" | "faint" | "strong";

/** Dresses a text; without colours it is the text itself. */
export type Style = (tone: Tone, text: string) => string;

const FORMATS = {
  good: "green",
  bad: "red",
  busy: "cyan",
  waiting: "blue",
  odd: "yellow",
  faint: "dim",
  strong: "bold",
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

export function styleFor(colours: boolean): Style {
  if (!colours) return (_tone, text) => text;
  return (tone, text) => styleText(FORMATS[tone], text, { validateStream: false });
}

const RUN_TONES: { readonly [Status in RunStatus]: Tone } = {
  pending: "waiting",
  running: "busy",
  cancelling: "odd",
  completed: "good",
  failed: "bad",
  cancelled: "faint",
  skipped: "odd",
  missed: "bad",
};

const OTHER_TONES: ReadonlyMap<string, Tone> = new Map<string, Tone>([
  ["active", "good"],
  ["paused", "odd"],
  ["finished", "faint"],
  ["online", "good"],
  ["late", "odd"],
  ["gone", "bad"],
  ["stopped", "faint"],
  ["draining", "odd"],
]);

/** The colour of a status word; the word itself always stands there too. */
export function toneOf(status: string): Tone {
  return isRunStatus(status) ? RUN_TONES[status] : (OTHER_TONES.get(status) ?? "faint");
}

function isRunStatus(status: string): status is RunStatus {
  return Object.hasOwn(RUN_TONES, status);
}
