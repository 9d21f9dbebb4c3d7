import type { JsonValue } from "../lib/domain/json.ts";
import type { MaskedLines } from "../lib/domain/mask/lines.ts";
import type { Masker } from "../lib/domain/mask/masker.ts";
import type { ExecutionContext, LogStream } from "./executors/executor.ts";

/** What keeps the secrets of one attempt from leaving it. */
export type Cover = {
  /** The attempt's context; what is logged and told through it is masked. */
  readonly context: ExecutionContext;
  text(text: string): string;
  deep(value: JsonValue): JsonValue;
  /** Logs what was held back because it might have been the beginning of a secret. */
  end(): void;
};

/** Covers what an attempt lets out; without a masker everything passes as it is. */
export function coverAttempt(context: ExecutionContext, masker: Masker | null): Cover {
  if (masker === null)
    return { context, text: (text) => text, deep: (value) => value, end: () => undefined };
  const streams = new Map<LogStream, MaskedLines>();
  const linesOf = (stream: LogStream): MaskedLines => {
    const lines = streams.get(stream) ?? masker.lines();
    streams.set(stream, lines);
    return lines;
  };
  const log = (stream: LogStream, texts: readonly string[]): void => {
    for (const text of texts) context.log(stream, text);
  };
  return {
    context: {
      ...context,
      log: (stream, text) => log(stream, linesOf(stream).write(text)),
      progress: ({ message, ...rest }) =>
        context.progress(message === undefined ? rest : { ...rest, message: masker.text(message) }),
    },
    text: (text) => masker.text(text),
    deep: masker.deep,
    end: () => {
      for (const [stream, lines] of streams) log(stream, lines.end(true));
    },
  };
}
