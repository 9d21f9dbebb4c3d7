import { StringDecoder } from "node:string_decoder";

/** A line longer than this comes in pieces, so that a program that never ends its line does not fill the memory. */
export const LONGEST_LINE = 16_384;

/** Makes lines of text out of bytes that arrive in any pieces; what is not UTF-8 becomes U+FFFD. */
export class LineReader {
  readonly #decoder = new StringDecoder("utf8");
  readonly #line: (text: string) => void;
  #text = "";

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  push(bytes: Buffer): void {
    this.#add(this.#decoder.write(bytes));
  }

  /** Hands out what is left without an end of line. */
  end(): void {
    this.#add(this.#decoder.end());
    if (this.#text !== "") this.#emit(this.#text);
    this.#text = "";
  }

  /** Looks at what is new alone: a line may come one character at a time. */
  #add(text: string): void {
    const [first = "", ...more] = text.split("\n");
    this.#text = this.#inPieces(this.#text + first);
    for (const part of more) {
      this.#emit(this.#text);
      this.#text = this.#inPieces(part);
    }
  }

  #emit(line: string): void {
    this.#line(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  /** Hands out all whole pieces of a long line and answers the rest. */
  #inPieces(line: string): string {
    let rest = line;
    while (rest.length > LONGEST_LINE) {
      const end = isCutInTwo(rest, LONGEST_LINE) ? LONGEST_LINE - 1 : LONGEST_LINE;
      this.#line(rest.slice(0, end));
      rest = rest.slice(end);
    }
    return rest;
  }
}

/** Whether a character outside the basic plane lies across this index. */
function isCutInTwo(text: string, index: number): boolean {
  const unit = text.charCodeAt(index - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}
