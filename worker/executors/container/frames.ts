/** The two streams of a container. */
export type OutputStream = "stdout" | "stderr";

const HEADER_BYTES = 8;

/**
 * Takes apart what an engine sends of both streams on one connection: frames of eight bytes (stream, three zeros, length)
 * and as many bytes of content, cut anywhere by the network. `take` is given each piece of content as it arrives.
 */
export class FrameSplitter {
  readonly #take: (stream: OutputStream, bytes: Buffer) => void;
  #header = Buffer.alloc(0);
  #stream: OutputStream = "stdout";
  /** Bytes of the present frame that are still to come. */
  #left = 0;

  constructor(take: (stream: OutputStream, bytes: Buffer) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#left > 0 ? this.#content(rest) : this.#begin(rest);
  }

  #content(bytes: Buffer): Buffer {
    const piece = bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    this.#take(this.#stream, piece);
    return bytes.subarray(piece.length);
  }

  #begin(bytes: Buffer): Buffer {
    const missing = HEADER_BYTES - this.#header.length;
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, missing)]);
    if (this.#header.length === HEADER_BYTES) {
      this.#stream = this.#header[0] === 2 ? "stderr" : "stdout";
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    return bytes.subarray(missing);
  }
}
