import { setImmediate as later } from "node:timers/promises";
import { expect, test } from "vitest";
import { Lanes } from "./lanes.ts";

function recorder() {
  const ends = new Map<string, () => void>();
  const begun: string[] = [];
  return {
    begun,
    task: (name: string) => async (): Promise<void> => {
      begun.push(name);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.set(name, resolve);
      await promise;
    },
    end: async (name: string): Promise<void> => {
      ends.get(name)?.();
      await later();
    },
  };
}

test("tasks of a lane follow one another, those of others go side by side up to the limit", async () => {
  const { begun, task, end } = recorder();
  const lanes = new Lanes(2);
  for (const name of ["a1", "a2", "b1", "c1"]) void lanes.run(name.charAt(0), task(name));
  await later();
  expect(begun).toEqual(["a1", "b1"]);
  await end("b1");
  expect(begun).toEqual(["a1", "b1", "c1"]);
  await end("a1");
  expect(begun).toEqual(["a1", "b1", "c1", "a2"]);
  let isIdle = false;
  void lanes.idle().then(() => {
    isIdle = true;
  });
  await end("a2");
  expect(isIdle).toBe(false);
  await end("c1");
  expect(isIdle).toBe(true);
});
