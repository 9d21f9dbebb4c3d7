import { expect, test } from "vitest";
import { type ContainerConfig, parseContainerConfig } from "./config.ts";
import { labelsOf, leaseMark, ownerOf } from "./labels.ts";
import { containerSpec, reservedVariables } from "./spec.ts";

const EXECUTION = {
  runId: "019a9f00-0000-7000-8000-000000000001",
  jobId: "job",
  attempt: 2,
  leaseToken: "the-token",
  scheduledFor: Date.UTC(2026, 10, 20, 8),
};

function specOf(more: object = {}) {
  const parsed = parseContainerConfig({ image: "alpine", ...more }, ["none"]);
  if (!parsed.ok) throw new Error(parsed.problem);
  return containerSpec(parsed.config, "sha256:abc", { execution: EXECUTION, labels: {} });
}

test("a container may do nothing but compute within its limits", () => {
  expect(specOf({ memoryMb: 64, cpus: 0.25, pidsLimit: 7 })).toMatchObject({
    Image: "sha256:abc",
    HostConfig: {
      Memory: 67_108_864,
      MemorySwap: 67_108_864,
      NanoCpus: 250_000_000,
      PidsLimit: 7,
      NetworkMode: "none",
      IpcMode: "private",
      Privileged: false,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
    },
  });
  const words = JSON.stringify(specOf());
  for (const word of ["Binds", "Mounts", "Devices", "CapAdd", "PidMode", "UsernsMode"])
    expect(words).not.toContain(word);
});

test("a list is a command without a shell, a text is one for the shell, none is the image's", () => {
  expect(specOf({ command: ["a", "$B"] })).toMatchObject({ Cmd: ["a", "$B"] });
  expect(specOf({ command: ["a"] })).not.toHaveProperty("Entrypoint");
  expect(specOf({ command: "a $B" })).toMatchObject({
    Entrypoint: ["/bin/sh", "-c"],
    Cmd: ["a $B"],
  });
  expect(specOf()).not.toHaveProperty("Cmd");
});

test("what is ours in the environment cannot be set", () => {
  const env: ContainerConfig["env"] = { A: "x=y", PUNCTUAL_RUN_ID: "forged", PUNCTUAL_X: "1" };
  expect(reservedVariables(env)).toEqual(["PUNCTUAL_RUN_ID", "PUNCTUAL_X"]);
  expect(specOf({ env })).toMatchObject({
    Env: [
      "A=x=y",
      `PUNCTUAL_RUN_ID=${EXECUTION.runId}`,
      "PUNCTUAL_ATTEMPT=2",
      "PUNCTUAL_SCHEDULED_FOR=2026-11-20T08:00:00.000Z",
    ],
  });
});

test("a read-only container has a place for temporary files", () => {
  expect(specOf({ readOnly: true })).toMatchObject({
    HostConfig: { ReadonlyRootfs: true, Tmpfs: { "/tmp": expect.stringContaining("size=64m") } },
  });
});

test("labels lead back to the lease without giving it away", () => {
  const labels = labelsOf(EXECUTION, { installation: "here", workerId: "w" });
  expect(Object.values(labels).join()).not.toContain(EXECUTION.leaseToken);
  expect(ownerOf(labels)).toEqual({
    runId: EXECUTION.runId,
    attempt: 2,
    lease: leaseMark(EXECUTION.leaseToken),
  });
  expect(ownerOf({ "punctual.run": "x" })).toBeNull();
});
