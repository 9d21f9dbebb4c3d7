import { openDatabase } from "../db/client.ts";
import { readZoneData } from "../lib/domain/schedule/zone.ts";
import { openHints } from "../lib/events/hints.ts";
import { hostNow } from "../lib/platform/clock.ts";
import { config as loadedConfig } from "../lib/platform/config.ts";
import { newId } from "../lib/platform/ids.ts";
import { logger, maskLogs } from "../lib/platform/logger.ts";
import { openQueue } from "../lib/queue/queue.ts";
import type { Platform } from "../lib/services/context.ts";
import { openSecretReader } from "../lib/services/secrets/reader.ts";
import { scheduleBookkeeping } from "./bookkeeper.ts";
import { openContainers } from "./containers.ts";
import { createEmailExecutor } from "./executors/email.ts";
import type { Executor } from "./executors/executor.ts";
import { createHttpExecutor } from "./executors/http.ts";
import { persist } from "./persist.ts";
import { createPostman } from "./postman.ts";
import { schedulePruning } from "./pruner.ts";
import { openRabbitmq } from "./rabbitmq.ts";
import { WORKER_VERSION } from "./version.ts";
import { startWorker } from "./worker.ts";

const GRACE_ON_TERM_MS = 30_000;
const GRACE_ON_CTRL_C_MS = 5_000;
/** What signing off may take after the grace; a database that is away must not keep the process. */
const SIGN_OFF_MS = 8_000;

const config = loadedConfig();
const log = logger("worker");

// The database coming and going must never end the process, whichever client forgot to listen.
process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled rejection"));
process.on("uncaughtException", (error) => log.error({ err: error }, "uncaught exception"));

readZoneData();
const database = openDatabase({
  url: config.databaseUrl,
  max: config.poolSize.worker,
  name: "punctual-worker",
  prepare: true,
});
const queue = await persist("opening the queue", log, () =>
  openQueue({
    url: config.databaseUrl,
    housekeeping: true,
    onError: (error) => log.warn({ err: error }, "queue"),
  }),
);
const hints = await openHints(database, { listen: true });
const platform: Platform = { db: database.db, queue, hints, config };
const secrets = openSecretReader(database.db, config.secretsKeys);
maskLogs(secrets.hide);
const http = createHttpExecutor({ allow: config.httpAllow, now: hostNow });
const { server: mailServer, from } = config.mail;
const email = createEmailExecutor({ server: mailServer, from, now: hostNow });
const id = newId();
const containers =
  config.containers === null
    ? null
    : await openContainers(platform, config.containers, { workerId: id, log });
const { name } = config.worker;
const rabbitmq =
  config.rabbitmqUrl === null
    ? null
    : openRabbitmq(platform, config.rabbitmqUrl, { workerId: id, name, log });
const ours: Executor[] = [http, email, ...(containers === null ? [] : [containers.executor])];
const executors = new Map<string, Executor>(ours.map((one) => [one.kind, one]));

const worker = await startWorker({
  platform,
  connectHeartbeat: () =>
    openDatabase({ url: config.databaseUrl, max: 1, name: "punctual-heartbeat" }),
  self: {
    id,
    name,
    version: WORKER_VERSION,
    pools: config.worker.pools,
    slots: config.worker.concurrency,
  },
  executors,
  assets: rabbitmq === null ? [] : ["rabbitmq"],
  secrets,
  leaseSeconds: config.worker.leaseSeconds,
  publicUrl: config.publicUrl,
  monotonic: () => performance.now(),
  random: Math.random,
  log,
});
const postman = createPostman(platform, config.mail, log);
postman?.start();
void persist("scheduling the housekeeping", log, () => schedulePruning(platform, log));
void persist("scheduling the check of ledgers", log, () => scheduleBookkeeping(platform, log));

let stopping = false;
async function stop(graceMs: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(giveUp, graceMs + SIGN_OFF_MS);
  await Promise.all([rabbitmq?.close(), postman?.stop(), worker.stop(graceMs)]);
  http.close();
  email.close();
  await containers?.close();
  await queue.stop().catch(() => undefined);
  await hints.close();
  await database.close();
  process.exit(0);
}

function giveUp(): void {
  log.error("could not sign off in time: what is held goes on elsewhere when its lease ends");
  process.exit(1);
}

process.on("SIGTERM", () => void stop(GRACE_ON_TERM_MS));
process.on("SIGINT", () => void stop(GRACE_ON_CTRL_C_MS));
