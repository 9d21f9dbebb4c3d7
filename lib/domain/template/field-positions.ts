import type { Executor } from "../policies.ts";

/** How a configuration field takes what is filled in: "url" percent-encodes, "secret_name" wants the name, not the value. */
export type Position = "text" | "url" | "secret_name";

const POSITIONS: ReadonlyMap<string, Position> = new Map([
  ["http/url", "url"],
  ["http/cancelUrl", "url"],
  ["container/registrySecret", "secret_name"],
]);

/** The position of the field at `pointer` in an executor's configuration. */
export function positionOf(executor: Executor, pointer: string): Position {
  return POSITIONS.get(executor + pointer) ?? "text";
}
