import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import * as claims from "../../app/api/v1/worker/claims/route.ts";
import * as status from "../../app/api/v1/worker/runs/[id]/status/route.ts";
import { loadConfig } from "../../lib/platform/config.ts";
import type { Platform } from "../../lib/services/context.ts";
import { setPlatform } from "../../lib/services/runtime.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import { createToken } from "../../lib/services/tokens/create.ts";
import type { Bed } from "./bed.ts";

const ADMIN = { email: "bench@example.com", password: "correct horse battery" };

/** The calls of workers outside behind a port of loopback, handled as in the web process, and a token for them. */
export type WorkerApi = { readonly origin: string; readonly token: string; close(): void };

export async function serveWorkerApi(bed: Bed): Promise<WorkerApi> {
  const environment = {
    DATABASE_URL: bed.url,
    AUTH_SECRET: "a secret of the bench, long enough to be one",
    LOG_LEVEL: "silent",
    PUBLIC_URL: "http://127.0.0.1",
  };
  const { queue, hints, database } = bed;
  const platform: Platform = { db: database.db, queue, hints, config: loadConfig(environment) };
  setPlatform(platform);
  await ensureFirstRun(platform, { admin: ADMIN });
  const server = createServer((incoming, outgoing) => {
    const { method = "POST", url = "/", headers } = incoming;
    const body = { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" as const };
    const request = new Request(new URL(url, environment.PUBLIC_URL), {
      method,
      headers: headers as Record<string, string>,
      ...body,
    });
    void answer(request).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: await issueToken(bed, platform),
    close: () => {
      setPlatform(null);
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const id = /[/]runs[/]([^/]+)[/]/.exec(pathname)?.[1];
  if (id === undefined) return claims.POST(request, { params: Promise.resolve({}) });
  return status.POST(request, { params: Promise.resolve({ id }) });
}

async function issueToken(bed: Bed, platform: Platform): Promise<string> {
  const [user] = await bed.database.connection<{ id: string }[]>`select id from users limit 1`;
  if (user === undefined) throw new Error("there is no administrator");
  const actor = {
    kind: "user",
    userId: user.id,
    role: "admin",
    sessionId: user.id,
    via: "bearer",
    defaultProjectId: bed.projectId,
  } as const;
  const ctx = { ...platform, actor, requestId: "bench", address: null };
  return (await createToken(ctx, { name: "bench", scopes: ["worker"] })).token;
}
