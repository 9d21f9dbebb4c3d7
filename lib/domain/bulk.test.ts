import { describe, expect, it } from "vitest";
import { skipOf, statusesFor } from "./bulk.ts";
import { RUN_STATUSES } from "./run-state.ts";

const skips = (action: "cancel" | "rerun", jobDeleted: boolean) =>
  RUN_STATUSES.map((status) => skipOf(action, { status, jobDeleted }) ?? "-").join(" ");

describe("what an action applies to", () => {
  it("cancels what waits or runs, of deleted jobs too", () => {
    const table = "- - cancelling final final final final final";
    expect(skips("cancel", false)).toBe(table);
    expect(skips("cancel", true)).toBe(table);
  });

  it("runs again whatever is final, unless nothing runs for its job any more", () => {
    expect(skips("rerun", false)).toBe("not_final not_final not_final - - - - -");
    const gone = Array.from({ length: 5 }, () => "job_deleted").join(" ");
    expect(skips("rerun", true)).toBe(`not_final not_final not_final ${gone}`);
  });
});

describe("the states a filter finds", () => {
  it("are those the action applies to, within those asked for", () => {
    expect(statusesFor("cancel", undefined)).toEqual(["pending", "running", "cancelling"]);
    expect(statusesFor("cancel", ["failed", "running"])).toEqual(["running"]);
    expect(statusesFor("rerun", ["failed", "running"])).toEqual(["failed"]);
    expect(statusesFor("rerun", ["pending"])).toEqual([]);
  });
});
