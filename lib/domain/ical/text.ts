const LINE_OCTETS = 75;
const BREAK = "\r\n";

/** Text as the value of a property of type TEXT (RFC 5545, 3.3.11). */
export function escapeText(text: string): string {
  return text
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\r\n|\r|\n/g, "\\n")
    .replace(/\p{Cc}/gu, " ");
}

/** The text behind a value of type TEXT. */
export function unescapeText(value: string): string {
  return value.replace(/\\(.)/gs, (_, sign: string) => (/n/i.test(sign) ? "\n" : sign));
}

/** Content lines as a file holds them: folded after 75 octets, never inside a character, each ended by CRLF (3.1). */
export function writeLines(lines: readonly string[]): string {
  return lines.map((line) => fold(line) + BREAK).join("");
}

function fold(line: string): string {
  let octets = 0;
  let folded = "";
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > LINE_OCTETS) {
      folded += `${BREAK} `;
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** Octets of a character in UTF-8. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
