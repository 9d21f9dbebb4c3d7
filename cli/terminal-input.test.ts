import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { terminalInput } from "./terminal-input.ts";

function terminal() {
  const keys = Object.assign(new PassThrough(), {
    isTTY: true,
    raw: [] as boolean[],
    setRawMode(raw: boolean) {
      this.raw.push(raw);
    },
  });
  let shown = "";
  const screen = new PassThrough();
  screen.on("data", (piece) => {
    shown += String(piece);
  });
  return { keys, screen, shown: () => shown };
}

it("takes a secret without showing it, and gives the terminal back", async () => {
  const { keys, screen, shown } = terminal();
  const asked = terminalInput(keys, screen).ask("Password: ", { secret: true });
  for (const typed of ["wrong\u0015", "secrex", "\u007f", "t\u001b wörd\u0000", "\r"])
    keys.write(typed);
  expect(await asked).toBe("secret wörd");
  expect(shown()).toBe("Password: \n");
  expect(keys.raw).toEqual([true, false]);
});

it("reads piped answers line by line, and says when one is missing", async () => {
  const piped = Object.assign(new PassThrough(), { isTTY: false, setRawMode: () => undefined });
  piped.end("ada@example.com\r\nsecret");
  const { ask } = terminalInput(piped, new PassThrough());
  expect(await ask("E-mail: ")).toBe("ada@example.com");
  expect(await ask("Password: ", { secret: true })).toBe("secret");
  await expect(ask("More? ")).rejects.toThrow('before the answer to "More?"');
});
