import { expect, it, vi } from "vitest";
import { ApiError } from "../lib/client/api.ts";
import { UnreachableError } from "./errors.ts";
import { follow } from "./follow.ts";
import type { Client } from "./http.ts";

type Step = string | Error;

/** A server that answers each connection with the next text, or does not. */
function server(...steps: Step[]) {
  const asked: (string | undefined)[] = [];
  const client: Client = {
    url: "http://punctual.test",
    call: () => Promise.reject(new Error("not called")),
    download: () => Promise.reject(new Error("no file was asked for")),
    stream: async (_path, call) => {
      asked.push(call.headers?.["last-event-id"]);
      const step = steps.shift() ?? new ApiError({ status: 404, code: "not_found" });
      if (step instanceof Error) throw step;
      return new Blob([step]).stream();
    },
  };
  return { client, asked };
}

function followOn(client: Client) {
  const seen: string[] = [];
  const waits: number[] = [];
  const onCut = vi.fn();
  const done = follow({
    client,
    path: "/x",
    call: {},
    wait: async (milliseconds) => void waits.push(milliseconds),
    onMessage: ({ data }) => seen.push(data) > 0 && data === "last",
    onCut,
  });
  return { done, seen, waits, onCut };
}

it("goes on behind the last message, ever more slowly while the server is away", async () => {
  const away = new UnreachableError("away");
  const { client, asked } = server("id: 4\ndata: a\n\n", away, away, "id: 5\ndata: last\n\n");
  const { done, seen, waits, onCut } = followOn(client);
  await done;
  expect(seen).toEqual(["a", "last"]);
  expect(asked).toEqual([undefined, "4", "4", "4"]);
  expect(waits).toEqual([500, 1000, 2000]);
  expect(onCut).toHaveBeenCalledOnce();
});

it("remembers a number that comes without a message", async () => {
  const { client, asked } = server("id: 9\n\n", "data: last\n\n");
  await followOn(client).done;
  expect(asked).toEqual([undefined, "9"]);
});

it("gives up at once where the first connection fails, and where the server refuses", async () => {
  await expect(followOn(server(new UnreachableError("no")).client).done).rejects.toThrow("no");
  const refused = new ApiError({ status: 401, detail: "Sign in" });
  const { client } = server("data: a\n\n", refused);
  await expect(followOn(client).done).rejects.toThrow("Sign in");
});
