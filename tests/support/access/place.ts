import { registerWorker } from "../../../db/queries/workers.ts";
import { newId } from "../../../lib/platform/ids.ts";
import type { TestApi } from "../api.ts";

/** Makes calls as the administrator who sets everything up. */
export type Maker = {
  readonly api: TestApi;
  make(method: string, path: string, body?: unknown): Promise<Made>;
};

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
export type Made = any;

/** A project and everything that can be in one. Each verb makes a new object of the kind. */
export type Place = ReturnType<typeof placeOf>;

export const PASSWORD = "a password of the matrix";
let made = 0;

/** Never the same name twice. */
export function fresh(what: string): string {
  made += 1;
  return `${what}-${made}`;
}

/** What signs somebody up. */
export const account = () => ({ email: `${fresh("person")}@example.com`, password: PASSWORD });

/** Makes calls as the first administrator; what is refused throws. */
export async function makerOf(api: TestApi): Promise<Maker> {
  const token = await api.login();
  return {
    api,
    make: async (method, path, body) => {
      const answer = await api.call(method, `/api/v1${path}`, { token, body });
      if (answer.status < 300) return answer.body;
      throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    },
  };
}

/** A new project. Every name in it begins with `marker`, so that what leaks from it is recognised. */
export async function makePlace(maker: Maker, marker: string): Promise<Place> {
  const slug = fresh(marker);
  const { id } = await maker.make("POST", "/projects", { slug, name: slug });
  return placeOf(maker, marker, { id, slug });
}

function placeOf(
  { api, make }: Maker,
  marker: string,
  project: { readonly id: string; readonly slug: string },
) {
  const inside = `project=${project.slug}`;
  const name = (what: string) => `${marker} ${fresh(what)}`;
  const post = (path: string, body: object) => make("POST", `${path}?${inside}`, body);
  const job = (more: object = {}): Promise<Made> =>
    post("/jobs", {
      name: name("job"),
      template: "http-request",
      params: { url: "http://127.0.0.1:9/" },
      schedule: { kind: "interval", every: "1h", anchor: "2020-01-01T00:00:00Z" },
      ...more,
    });
  const run = async (): Promise<Made> => {
    const { id } = await job();
    return make("POST", `/jobs/${id}/runs`, { delay: "1h" });
  };
  const person = (): Promise<Made> => make("POST", "/users", account());
  // A password takes its time to be hashed.
  let known: Promise<Made> | null = null;
  const somebody = (): Promise<Made> => {
    known ??= person();
    return known;
  };
  return {
    ...project,
    marker,
    api,
    make,
    name,
    job,
    run,
    person,
    /** Always the same one. */
    somebody,
    member: async (role = "viewer"): Promise<Made> => {
      const { id } = await somebody();
      return make("PUT", `/projects/${project.slug}/members/${id}`, { role });
    },
    template: (): Promise<Made> => post("/templates", { ...templateBody(), name: name("t") }),
    calendar: (): Promise<Made> =>
      post("/calendars", { name: name("c"), entries: [{ kind: "date", date: "2030-01-01" }] }),
    secret: async (): Promise<string> => {
      const secret = fresh(`${marker}_SECRET`).toUpperCase().replaceAll("-", "_");
      await post("/secrets", { name: secret, value: "a secret of the matrix" });
      return secret;
    },
    feed: (): Promise<Made> => make("POST", "/feeds", { project: project.slug, name: name("f") }),
    backfill: async (): Promise<Made> => {
      const { id: jobId } = await job();
      const { backfillId } = await make("POST", `/jobs/${jobId}/backfill`, range());
      return { id: backfillId, jobId };
    },
    invitation: (more: object = { project: project.slug }): Promise<Made> =>
      make("POST", "/invitations", { email: account().email, ...more }),
    apiToken: (): Promise<Made> =>
      make("POST", "/tokens", { name: name("t"), scopes: ["jobs:read"], project: project.slug }),
    worker: async (): Promise<string> => {
      const id = newId();
      const said = { name: "w", version: "0", pools: ["default"], slots: 1, capabilities: [] };
      await registerWorker(api.platform.db, { id, ...said });
      return id;
    },
    /** A run of an external worker that holds its lease. */
    lease: async (): Promise<Made> => {
      const task = fresh("task");
      const { id } = await job({
        template: "external-task",
        params: { task },
        schedule: { kind: "manual" },
      });
      await make("POST", `/jobs/${id}/runs`, {});
      const worker = { name: "matrix" };
      const { claims } = await make("POST", "/worker/claims", { tasks: [task], worker });
      return claims[0];
    },
  };
}

/** A range in which the jobs made here have slots. */
export const range = () => ({ from: "2020-01-01T00:00:00Z", to: "2020-01-01T03:00:00Z" });

/** What makes a template. */
export const templateBody = () => ({
  slug: fresh("template"),
  name: "Report",
  executor: "http",
  config: { method: "POST", url: "http://127.0.0.1:9/" },
});
