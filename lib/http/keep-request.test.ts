import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { keepRequest } from "./keep-request.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

it("lets a stream hear that its reader has left, though nobody else holds the request", async () => {
  const source = new AbortController();
  let heard = false;
  const signal = (() => {
    const request = new Request("http://example.com/", { signal: source.signal });
    keepRequest(request);
    return request.signal;
  })();
  signal.addEventListener("abort", () => {
    heard = true;
  });
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await sleep(1);
  }
  source.abort();
  expect(heard).toBe(true);
});
