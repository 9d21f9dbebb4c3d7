import { expect, it } from "vitest";
import { looseAccordingTo } from "./limits.ts";

const info = { MemoryLimit: true, CpuCfsQuota: true, PidsLimit: true, CgroupDriver: "systemd" };

it("finds the limits an engine does not enforce", () => {
  expect(looseAccordingTo(info)).toEqual([]);
  expect(looseAccordingTo({ ...info, Rootless: true, CgroupVersion: "2" })).toEqual([]);
  expect(looseAccordingTo({ ...info, PidsLimit: false })).toEqual(["processes"]);
  const all = ["memory", "processors", "processes"];
  expect(looseAccordingTo({ ...info, Rootless: true, CgroupVersion: "1" })).toEqual(all);
  expect(looseAccordingTo({ ...info, CgroupDriver: "none" })).toEqual(all);
});
