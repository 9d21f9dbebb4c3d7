import { plain } from "./safe-text.ts";
import type { Style, Tone } from "./style.ts";
import { cutText, padText, textWidth } from "./text-width.ts";

/** One column of a list. `cell` answers raw text; it is made safe here. */
export type Column<T> = {
  readonly title: string;
  readonly cell: (row: T) => string | null;
  readonly tone?: (row: T) => Tone | null;
  /** May be cut short where the terminal is narrow. */
  readonly flexible?: true;
};

type Options = {
  readonly style: Style;
  /** Cells of a line; undefined where lines may be as long as they like. */
  readonly width: number | undefined;
};

const GAP = "  ";
const NARROWEST = 10;

/** Rows under their titles, columns aligned, one line each. */
export function table<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  { style, width }: Options,
): string {
  const cells = rows.map((row) => columns.map((column) => plain(column.cell(row) ?? "–")));
  const natural = columns.map(({ title }, at) =>
    Math.max(textWidth(title), ...cells.map((line) => textWidth(line[at] ?? ""))),
  );
  const widths = fittingWidths(columns, natural, width);
  const line = (texts: readonly string[], dress: (text: string, at: number) => string) =>
    texts
      .map((text, at) => {
        const cell = cutText(text, widths[at] ?? 0);
        const padded = at === texts.length - 1 ? cell : padText(cell, widths[at] ?? 0);
        return dress(cell, at) + padded.slice(cell.length);
      })
      .join(GAP)
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const lines = cells.map((texts, index) =>
    line(texts, (text, at) => {
      const row = rows[index];
      const tone = row === undefined ? null : columns[at]?.tone?.(row);
      return tone ? style(tone, text) : text;
    }),
  );
  return `${[line(titles, (text) => style("faint", text)), ...lines].join("\n")}\n`;
}

/** Widths that fit the line: flexible columns give way, the widest first. */
function fittingWidths<T>(
  columns: readonly Column<T>[],
  natural: readonly number[],
  width: number | undefined,
): number[] {
  const widths = [...natural];
  if (width === undefined) return widths;
  let excess =
    widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1) - width;
  while (excess > 0) {
    const widest = columns.reduce<number | null>((best, column, at) => {
      const given = widths[at] ?? 0;
      if (column.flexible !== true || given <= NARROWEST) return best;
      return best === null || given > (widths[best] ?? 0) ? at : best;
    }, null);
    if (widest === null) return widths;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

/** Names and values below each other, values aligned. Values that are null are left out. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | null, tone?: Tone])[],
  style: Style,
): string {
  const shown = pairs.filter(([, value]) => value !== null);
  const width = Math.max(...shown.map(([name]) => textWidth(name)));
  return shown
    .map(([name, value, tone]) => {
      const text = plain(value ?? "");
      const label = style("faint", padText(name, width));
      return `${label}${GAP}${tone === undefined ? text : style(tone, text)}\n`;
    })
    .join("");
}
