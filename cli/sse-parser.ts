/** One message of a `text/event-stream`. `id` is the last one the stream has said, "" before the first. */
export type StreamMessage = { readonly id: string; readonly event: string; readonly data: string };

/**
 * Reads a `text/event-stream` piece by piece, as the HTML standard says: comments are passed over, lines end with LF, CR or
 * both, a message that the stream breaks off in is dropped.
 */
export class StreamParser {
  #rest = "";
  #id = "";
  #event = "";
  #data: string[] = [];

  /** The number the stream has got to, also where it said so without a message. */
  get lastId(): string {
    return this.#id;
  }

  /** The messages this piece completes. */
  push(piece: string): StreamMessage[] {
    const text = this.#rest + piece;
    // A CR at the end may be half of a CRLF.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): StreamMessage[] {
    if (line === "") return this.#end();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    return [];
  }

  #end(): StreamMessage[] {
    const message = { id: this.#id, event: this.#event || "message", data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    return isEmpty ? [] : [message];
  }
}
