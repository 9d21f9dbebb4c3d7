import type { APIRequestContext } from "@playwright/test";

/** Jobs that between them show most of what the console can show. */
function demoJobs(target: string): readonly object[] {
  const http = (path: string) => ({ method: "POST", url: `${target}${path}` });
  return [
    {
      name: "Sync orders",
      template: "http-request",
      tags: ["shop"],
      params: {
        ...http("/sync"),
        headers: { "x-source": "shop" },
        body: { since: "{{ scheduledFor }}" },
      },
      schedule: { kind: "interval", every: "2s" },
    },
    {
      name: "Import batches",
      template: "http-request",
      tags: ["warehouse"],
      params: http("/flaky"),
      schedule: { kind: "interval", every: "3s" },
      policies: { retry: { maxAttempts: 1 } },
    },
    {
      name: "Refresh warehouse",
      template: "http-request",
      tags: ["warehouse"],
      params: http("/broken"),
      schedule: { kind: "interval", every: "15s" },
      policies: { retry: { maxAttempts: 3, delaySeconds: 2, backoff: "fixed" } },
    },
    {
      name: "Revenue report",
      template: "http-request",
      tags: ["finance"],
      params: http("/report"),
      schedule: { kind: "interval", every: "10s" },
      policies: { overlap: "skip" },
    },
    {
      name: "Nightly invoices",
      template: "http-request",
      tags: ["finance"],
      params: http("/sync"),
      schedule: { kind: "cron", expression: "30 2 * * MON-FRI", timeZone: "Europe/Berlin" },
    },
    {
      name: "Month-end close",
      template: "http-request",
      params: http("/sync"),
      schedule: { kind: "cron", expression: "0 6 1 * *", timeZone: "America/New_York" },
    },
    {
      name: "Announce maintenance",
      template: "http-request",
      params: http("/sync"),
      schedule: { kind: "once", in: "4d" },
    },
    {
      name: "Rebuild search index",
      template: "http-request",
      params: http("/sync"),
      schedule: { kind: "manual" },
    },
  ];
}

/** Creates the demonstration jobs, with one of them paused. Answers their ids by name. */
export async function createDemoJobs(
  api: APIRequestContext,
  target: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const job of demoJobs(target)) {
    const answer = await api.post("/api/v1/jobs", { data: job });
    if (!answer.ok()) throw new Error(`A job was refused: ${await answer.text()}`);
    const { id, name } = (await answer.json()) as { id: string; name: string };
    ids.set(name, id);
  }
  await api.post(`/api/v1/jobs/${ids.get("Month-end close")}/pause`, { data: {} });
  return ids;
}
