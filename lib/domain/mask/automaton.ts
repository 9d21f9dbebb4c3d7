/** A state of the search; 0 is its beginning. */
export type State = number;

/**
 * The automaton of Aho and Corasick over UTF-16 units: finds all patterns at once in time linear in the text, whatever
 * the patterns and the text are.
 */
export type Automaton = {
  step(state: State, unit: number): State;
  /** Length of the longest pattern that ends here, 0 for none. */
  longest(state: State): number;
  /**
   * Length of the beginning of a pattern that the text ends with, where it is long enough to give something away; 0 as
   * well where a whole pattern covers it already.
   */
  begun(state: State): number;
};

/** So much of a pattern is no loss, or a half of one that is shorter. */
const GIVEN_AWAY = 4;

/** Builds the automaton of some patterns, none of which is empty. */
export function buildAutomaton(patterns: Iterable<string>): Automaton {
  const list = [...patterns];
  const trie = growTrie(list);
  const fail = failures(trie);
  const step = stepper(trie, fail);
  const { depth, ends, shortest } = trie;
  const longest = new Int32Array(trie.size);
  const begun = new Int32Array(trie.size);
  const open = new Int32Array(trie.size);
  for (const node of breadthFirst(trie)) {
    const behind = fail[node] ?? 0;
    const own = depth[node] ?? 0;
    longest[node] = ends[node] === 1 ? own : (longest[behind] ?? 0);
    const enough = Math.min(GIVEN_AWAY, Math.ceil((shortest[node] ?? 0) / 2));
    begun[node] = own >= enough ? own : (begun[behind] ?? 0);
    open[node] = (begun[node] ?? 0) > (longest[node] ?? 0) ? (begun[node] ?? 0) : 0;
  }
  return {
    step,
    longest: (state) => longest[state] ?? 0,
    begun: (state) => open[state] ?? 0,
  };
}

/** Nodes as columns: children of a node are a list linked by `sibling`. Node 0 is the root, and no child of any. */
type Trie = {
  readonly size: number;
  readonly unit: Uint16Array;
  readonly child: Int32Array;
  readonly sibling: Int32Array;
  readonly depth: Int32Array;
  /** 1 where a pattern ends. */
  readonly ends: Uint8Array;
  /** Length of the shortest pattern that goes on below. */
  readonly shortest: Int32Array;
};

function growTrie(patterns: readonly string[]): Trie {
  const most = patterns.reduce((sum, { length }) => sum + length, 1);
  const columns = {
    unit: new Uint16Array(most),
    child: new Int32Array(most),
    sibling: new Int32Array(most),
    depth: new Int32Array(most),
    ends: new Uint8Array(most),
    shortest: new Int32Array(most),
  };
  let size = 1;
  const grow = (parent: number, unit: number): number => {
    const node = size;
    size += 1;
    columns.unit[node] = unit;
    columns.depth[node] = (columns.depth[parent] ?? 0) + 1;
    columns.sibling[node] = columns.child[parent] ?? 0;
    columns.child[parent] = node;
    return node;
  };
  for (const pattern of patterns) {
    let node = 0;
    for (let at = 0; at < pattern.length; at += 1) {
      const unit = pattern.charCodeAt(at);
      node = childOf(columns, node, unit) || grow(node, unit);
      const known = columns.shortest[node] || pattern.length;
      columns.shortest[node] = Math.min(known, pattern.length);
    }
    columns.ends[node] = 1;
  }
  return { ...columns, size };
}

/** The child of a node by its unit, 0 when there is none. */
function childOf(
  { child, sibling, unit }: Pick<Trie, "child" | "sibling" | "unit">,
  node: number,
  wanted: number,
): number {
  let found = child[node] ?? 0;
  while (found !== 0 && unit[found] !== wanted) found = sibling[found] ?? 0;
  return found;
}

/** All nodes but the root, the shallow ones first. */
function breadthFirst(trie: Trie): Int32Array {
  const order = new Int32Array(trie.size - 1);
  let filled = 0;
  const addChildren = (node: number) => {
    for (let each = trie.child[node] ?? 0; each !== 0; each = trie.sibling[each] ?? 0) {
      order[filled] = each;
      filled += 1;
    }
  };
  addChildren(0);
  for (let at = 0; at < filled; at += 1) addChildren(order[at] ?? 0);
  return order;
}

/** For each node the one whose text is the longest proper ending of its own. */
function failures(trie: Trie): Int32Array {
  const fail = new Int32Array(trie.size);
  const step = stepper(trie, fail);
  const followChildren = (node: number) => {
    for (let each = trie.child[node] ?? 0; each !== 0; each = trie.sibling[each] ?? 0)
      fail[each] = node === 0 ? 0 : step(fail[node] ?? 0, trie.unit[each] ?? 0);
  };
  followChildren(0);
  for (const node of breadthFirst(trie)) followChildren(node);
  return fail;
}

function stepper(trie: Trie, fail: Int32Array): Automaton["step"] {
  // Most of any text is read in the root.
  const first = new Map<number, number>();
  for (let each = trie.child[0] ?? 0; each !== 0; each = trie.sibling[each] ?? 0)
    first.set(trie.unit[each] ?? 0, each);
  return (state, unit) => {
    let node = state;
    while (node !== 0) {
      const next = childOf(trie, node, unit);
      if (next !== 0) return next;
      node = fail[node] ?? 0;
    }
    return first.get(unit) ?? 0;
  };
}
