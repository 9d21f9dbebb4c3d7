"use client";

import { useRef, useState } from "react";

/** Runs picked in the list. */
export type RunSelection = {
  readonly ids: ReadonlySet<string>;
  /** Every run the filters mean, shown or not. */
  readonly everything: boolean;
  /** Picks a run or lets it go; with `range` all shown from the one before to it. */
  readonly toggle: (id: string, range: boolean) => void;
  /** Picks all shown, or none. */
  readonly toggleShown: () => void;
  readonly pickEverything: () => void;
  readonly clear: () => void;
};

type Picked = {
  readonly scope: string;
  readonly ids: ReadonlySet<string>;
  readonly everything: boolean;
};

/** What is picked among the rows shown; `scope` names the list, whose change forgets it all. */
export function useRunSelection(scope: string, shown: readonly string[]): RunSelection {
  const [picked, setPicked] = useState<Picked>({ scope, ids: new Set(), everything: false });
  const last = useRef<string | null>(null);
  const isSame = picked.scope === scope;
  const ids: ReadonlySet<string> = isSame ? picked.ids : new Set();
  const pick = (next: Iterable<string>, everything = false) =>
    setPicked({ scope, ids: new Set(next), everything });
  return {
    ids,
    everything: isSame && picked.everything,
    toggle: (id, range) => {
      pick(toggled(ids, id, range ? between(shown, last.current, id) : [id]));
      last.current = id;
    },
    toggleShown: () => pick(shown.every((id) => ids.has(id)) ? [] : [...ids, ...shown]),
    pickEverything: () => pick([...ids, ...shown], true),
    clear: () => pick([]),
  };
}

/** The others follow the one that was touched. */
export function toggled(
  ids: ReadonlySet<string>,
  touched: string,
  range: readonly string[],
): ReadonlySet<string> {
  if (!ids.has(touched)) return new Set([...ids, ...range]);
  const gone = new Set(range);
  return new Set([...ids].filter((id) => !gone.has(id)));
}

/** Rows from one to another in the order shown, both included; the second alone when the first is not there. */
export function between(
  shown: readonly string[],
  from: string | null,
  to: string,
): readonly string[] {
  const [start, end] = [from === null ? -1 : shown.indexOf(from), shown.indexOf(to)];
  if (start < 0 || end < 0) return [to];
  return shown.slice(Math.min(start, end), Math.max(start, end) + 1);
}
