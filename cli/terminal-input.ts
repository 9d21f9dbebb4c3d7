import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import { UsageError } from "./errors.ts";
import type { Input } from "./io.ts";

/** The part of standard input that is used; raw mode gives every key as it is pressed. */
type Keyboard = Readable & { readonly isTTY?: boolean; setRawMode(raw: boolean): unknown };

/** Asks at a terminal; reads answers as lines where there is none. Questions go to `prompts`, so that answers can be piped on. */
export function terminalInput(stdin: Keyboard, prompts: NodeJS.WritableStream): Input {
  const isTerminal = stdin.isTTY === true;
  let lines: string[] | undefined;
  const readAll = async () => {
    const pieces: Buffer[] = [];
    for await (const piece of stdin) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces).toString("utf8");
  };
  const nextLine = async (question: string) => {
    lines ??= (await readAll()).split(/\r?\n/);
    const line = lines.shift();
    if (line === undefined)
      throw new UsageError(`Standard input ended before the answer to "${question.trim()}"`);
    return line;
  };
  return {
    isTerminal,
    readAll,
    ask: (question, { secret = false } = {}) => {
      if (!isTerminal) return nextLine(question);
      return secret ? askSecret(question, stdin, prompts) : askLine(question, stdin, prompts);
    },
  };
}

async function askLine(
  question: string,
  input: Keyboard,
  output: NodeJS.WritableStream,
): Promise<string> {
  const lines = createInterface({ input, output });
  lines.once("SIGINT", () => process.exit(130));
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** Reads key by key, so that nothing is shown; Backspace and Ctrl-U take back, Ctrl-C leaves. */
async function askSecret(
  question: string,
  input: Keyboard,
  output: NodeJS.WritableStream,
): Promise<string> {
  output.write(question);
  input.setRawMode(true);
  input.setEncoding("utf8");
  try {
    return await typed(input);
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write("\n");
  }
}

function typed(input: Keyboard): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const onData = (text: string) => {
      const keys = [...text];
      const end = keys.findIndex((key) => ENDS.includes(key));
      answer = keys.slice(0, end < 0 ? undefined : end).reduce(withKey, answer);
      if (end < 0) return;
      input.off("data", onData);
      if (keys[end] !== INTERRUPT) return resolve(answer);
      input.setRawMode(false);
      process.exit(130);
    };
    input.on("data", onData);
    input.resume();
  });
}

const INTERRUPT = "\u0003";
const ENDS: readonly string[] = ["\r", "\n", "\u0004", INTERRUPT];

/** What is typed so far, after one more key. */
function withKey(answer: string, key: string): string {
  if (key === "\u007f" || key === "\b") return [...answer].slice(0, -1).join("");
  if (key === "\u0015") return "";
  return key < " " ? answer : answer + key;
}
