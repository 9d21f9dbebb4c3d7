import { describe, expect, it } from "vitest";
import { LiveRefresher } from "./live-refresh.ts";

function rig() {
  const refreshed: string[] = [];
  const state = { now: 0, fetching: false };
  const refresher = new LiveRefresher({
    now: () => state.now,
    isFetching: () => state.fetching,
    refresh: (key) => refreshed.push(key.join("/")),
  });
  const jobs = [{ key: ["jobs"], every: 1000 }];
  return { refresher, refreshed, state, jobs };
}

describe("LiveRefresher", () => {
  it("refreshes at once, and then not before its pace allows", () => {
    const { refresher, refreshed, state, jobs } = rig();
    refresher.mark(jobs);
    refresher.beat();
    state.now = 250;
    refresher.mark(jobs);
    refresher.beat();
    expect(refreshed).toEqual(["jobs"]);
    state.now = 1000;
    refresher.beat();
    expect(refreshed).toEqual(["jobs", "jobs"]);
  });

  it("keeps a change that arrives during a fetch until that fetch is over", () => {
    const { refresher, refreshed, state, jobs } = rig();
    state.fetching = true;
    refresher.mark(jobs);
    refresher.beat();
    expect(refreshed).toEqual([]);
    state.fetching = false;
    refresher.beat();
    expect(refreshed).toEqual(["jobs"]);
  });

  it("does nothing when nothing happened", () => {
    const { refresher, refreshed } = rig();
    refresher.beat();
    expect(refreshed).toEqual([]);
  });
});
