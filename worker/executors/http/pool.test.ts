import { expect, it, vi } from "vitest";
import { exchange } from "./exchange.ts";
import type { Guard } from "./guard.ts";
import { createPool } from "./pool.ts";
import { startRecorder, startSilent, startTarget } from "./test-target.ts";

const signal = new AbortController().signal;

function callTo(origin: string) {
  return {
    method: "GET",
    url: new URL(origin),
    headers: {},
    body: null,
    signed: false,
    leased: false,
  };
}

/** A guard that lets names through and judges sockets by `permits`. */
function guardOf(permits: () => boolean): Guard {
  return { permits, admit: async () => ["127.0.0.1"] };
}

it("keeps a connection for the next call to the same origin", async () => {
  const target = await startTarget((_request, response) => response.end("ok"));
  const pool = createPool({ guard: guardOf(() => true) });
  for (let calls = 0; calls < 3; calls++)
    await exchange(callTo(target.origin), {}, { pool, signal });
  expect(target.connections()).toBe(1);
  pool.close();
});

it("does not keep a connection whose peer is no longer permitted", async () => {
  const target = await startRecorder();
  let isOpen = true;
  const pool = createPool({ guard: guardOf(() => isOpen) });
  await exchange(callTo(target.origin), {}, { pool, signal });
  isOpen = false;
  const second = exchange(callTo(target.origin), {}, { pool, signal });
  await expect(second).rejects.toMatchObject({ code: "blocked" });
  expect(target.received).toHaveLength(1);
});

it("judges the peer of a new socket again and tells a refused one nothing", async () => {
  const target = await startRecorder();
  const pool = createPool({ guard: guardOf(() => false) });
  const call = exchange(callTo(target.origin), {}, { pool, signal });
  await expect(call).rejects.toMatchObject({ code: "blocked" });
  expect(target.received).toHaveLength(0);
});

it("opens a new connection after the target closed the old one", async () => {
  const target = await startTarget((_request, response) => {
    response.writeHead(200, { connection: "close" }).end("ok");
  });
  const pool = createPool({ guard: guardOf(() => true) });
  for (let calls = 0; calls < 2; calls++)
    await exchange(callTo(target.origin), {}, { pool, signal });
  expect(target.connections()).toBe(2);
});

it("drops the socket of a call that is ended while it waits", async () => {
  const target = await startSilent();
  const pool = createPool({ guard: guardOf(() => true) });
  const controller = new AbortController();
  const call = exchange(callTo(target.origin), {}, { pool, signal: controller.signal });
  await vi.waitUntil(() => target.connections() === 1);
  controller.abort();
  await expect(call).rejects.toThrow();
  await vi.waitUntil(() => target.open() === 0);
});
