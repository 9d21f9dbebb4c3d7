import { MASKED_SECRET } from "../template/secrets.ts";
import type { Automaton } from "./automaton.ts";

/**
 * Texts that follow each other, masked as one. What ends with the beginning of a secret waits for what follows; of a
 * secret that is cut in two at most its first three characters (of a short one fewer than half) are let out before.
 */
export type MaskedLines = {
  /** Takes the next text; answers, in order, those that are complete now. */
  write(text: string): readonly string[];
  /** Answers what still waits. `cut`: a beginning at the end is masked as well. */
  end(cut?: boolean): readonly string[];
};

/** A text that waits. Positions are counted without line breaks, from the first text on. */
type Waiting = { readonly text: string; readonly from: number; readonly to: number };
type Interval = { readonly from: number; readonly to: number };

/** Opens a stream of texts. Line breaks, and the borders between texts, are nothing to the search. */
export function openLines(automaton: Automaton): MaskedLines {
  let state = 0;
  let position = 0;
  let waiting: Waiting[] = [];
  let found: Interval[] = [];

  const read = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (isBreak(unit)) continue;
      state = automaton.step(state, unit);
      position += 1;
      const length = automaton.longest(state);
      if (length > 0) cover(found, { from: position - length, to: position });
    }
  };

  const release = (decided: number): string[] => {
    const count = waiting.findIndex(({ to }) => to > decided);
    const ready = count < 0 ? waiting : waiting.slice(0, count);
    if (ready.length === 0) return [];
    waiting = waiting.slice(ready.length);
    const masked = ready.map((each) => covered(each, found));
    const first = waiting[0]?.from ?? position;
    found = found.filter(({ to }) => to > first);
    return masked;
  };

  return {
    write: (text) => {
      const from = position;
      read(text);
      waiting.push({ text, from, to: position });
      return release(position - automaton.begun(state));
    },
    end: (cut = false) => {
      const begun = cut ? automaton.begun(state) : 0;
      if (begun > 0) cover(found, { from: position - begun, to: position });
      return release(position);
    },
  };
}

/** Adds an interval that ends where the search is; those it touches or covers become one with it. */
function cover(found: Interval[], added: Interval): void {
  let { from } = added;
  for (let last = found.at(-1); last !== undefined && last.to >= from; last = found.at(-1)) {
    from = Math.min(from, last.from);
    found.pop();
  }
  found.push({ from, to: added.to });
}

/** The text with the intervals that reach into it replaced. */
function covered({ text, from, to }: Waiting, found: readonly Interval[]): string {
  const inside = found.filter((each) => each.from < to && each.to > from);
  if (inside.length === 0) return text;
  const cursor = { at: 0, position: from };
  let masked = "";
  for (const interval of inside) {
    masked += text.slice(cursor.at, advance(text, cursor, interval.from)) + MASKED_SECRET;
    advance(text, cursor, interval.to - 1);
    cursor.at += 1;
    cursor.position += 1;
  }
  return masked + text.slice(cursor.at);
}

/** Moves the cursor to the character at `position`, past line breaks; answers where in the text it is. */
function advance(text: string, cursor: { at: number; position: number }, position: number): number {
  while (cursor.at < text.length) {
    if (isBreak(text.charCodeAt(cursor.at))) cursor.at += 1;
    else if (cursor.position < position) {
      cursor.at += 1;
      cursor.position += 1;
    } else break;
  }
  return cursor.at;
}

function isBreak(unit: number): boolean {
  return unit === 10 || unit === 13;
}
