const ESCAPE = "\u001b";
/** Colours and weights: `ESC [ 1 ; 31 m`. Everything else a terminal obeys is refused. */
const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;:]{0,40}m)`);
const RESET = `${ESCAPE}[0m`;
/** Control characters, what turns the direction of text, line separators, and characters that show nothing. */
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** The text on one line, with what a terminal would obey written out: `\x1b`, `\n`, `\u202e` (security, item 13). */
export function plain(text: string): string {
  return text.replace(UNSAFE, written);
}

/**
 * A line of a log. Tabs stay; with `colours` its colour sequences do too, and end with the line. Without, they are left out.
 */
export function logText(text: string, colours: boolean): string {
  const parts = text.replace(/\r$/, "").split(COLOUR);
  const shown = parts.map((part, index) => {
    if (index % 2 === 1) return colours ? part : "";
    return part.split("\t").map(plain).join("\t");
  });
  return shown.join("") + (colours && parts.length > 1 ? RESET : "");
}

/** JSON with nothing in it a terminal would obey; the same value for whoever parses it. */
export function jsonText(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(UNSAFE, (character) =>
    character === "\n" ? character : unicode(character),
  );
}

function written(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : unicode(character);
}

function unicode(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
