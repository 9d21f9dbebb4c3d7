import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { notePeerAddresses } from "../lib/http/client-address.ts";
import { withLeastHeaders } from "../lib/http/least-headers.ts";
import { refusedUnreadable } from "../lib/http/unreadable-path.ts";
import { ConfigError, loadConfig } from "../lib/platform/config.ts";
import { ROOT } from "./tool.ts";

/** How long answers under way, event streams included, may take after we were asked to end. */
const DRAIN_MS = 2000;

const dev = process.argv.includes("--dev");
const { port, publicUrl, authSecret } = configuration();
const host = process.env["HOST"];
process.env["NEXTAUTH_URL"] ??= publicUrl;
process.env["NEXTAUTH_SECRET"] ??= authSecret;

notePeerAddresses();
const server = createServer();
const app = next({
  dir: ROOT,
  dev,
  port,
  httpServer: server,
  ...(host === undefined ? {} : { hostname: host }),
});
await app.prepare();
const answer = app.getRequestHandler();
server.on("request", (request, response) => {
  withLeastHeaders(response);
  respond(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!(await refusedUnreadable(request, response))) await answer(request, response);
}

server.on("error", (error) => {
  console.error(`The web app cannot listen on port ${port}: ${error.message}`);
  process.exit(1);
});
server.listen(port, host, () => console.log(`listening on port ${port}`));

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);

function stop(): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  setTimeout(() => process.exit(0), 2 * DRAIN_MS).unref();
}

function configuration() {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
