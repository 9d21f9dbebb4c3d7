// npm start: everything of Punctual on one machine, from an empty folder to a console that answers.

import { loadConfig } from "../lib/platform/config.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { fillDatabase, startToken } from "./first-run.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { build, isBuildStale } from "./start/build.ts";
import { type Child, startChild } from "./start/child.ts";
import { type DataDir, openDataDir } from "./start/data-dir.ts";
import { startMailbox } from "./start/mailbox.ts";
import type { DevelopmentProvider } from "./start/oidc/provider.ts";
import { choosePort } from "./start/port.ts";
import { untilReady } from "./start/ready.ts";
import { say, step } from "./start/say.ts";
import { keepApiToken, openSecrets, type Secrets } from "./start/secrets.ts";
import { onceAskedToEnd } from "./start/signals.ts";
import { watchWorkerSources } from "./start/sources.ts";
import { summaryLines } from "./start/summary.ts";

const LOOPBACK = "127.0.0.1";
const LOOPBACK_RANGES = "127.0.0.0/8,::1/128";

const dev = process.argv.includes("--dev");
const withProvider = process.argv.includes("--oidc");
/** What must be ended, the last first. */
const closers: (() => unknown)[] = [];
const ending = new AbortController();

onceAskedToEnd(() => {
  say("Ending …");
  ending.abort();
  void closeAll().then(() => process.exit(0));
});

try {
  await main();
} catch (error) {
  if (!ending.signal.aborted) {
    say(`It cannot start. ${explain(error)}`);
    await closeAll();
    process.exit(1);
  }
}

async function main(): Promise<void> {
  const started = performance.now();
  const dataDir = await openDataDir(say);
  const host = setting("HOST", LOOPBACK);
  const port = await choosePort(host, say);
  const url = `http://localhost:${port}`;
  dataDir.claim(url, []);
  closers.push(dataDir.release);

  const secrets = openSecretsOf(dataDir);
  const databaseUrl = await openDatabase(dataDir);
  const mail = await openMailbox(dataDir);
  const own = environment({ databaseUrl, port, host, secrets });
  const provider = await openProvider(dataDir, own["PUBLIC_URL"] ?? url);
  const env = { ...own, ...mail, ...provider?.env };
  loadConfig({ ...process.env, ...env });

  await step("Migrating the database", async () => {
    await prepareDatabase(databaseUrl);
    const { adminEmail: email, adminPassword: password } = secrets;
    await fillDatabase(databaseUrl, { email, password });
  });
  await buildWhenChanged();
  ending.signal.throwIfAborted();

  startChildren(dataDir, url, env);
  await step("Waiting until everything answers", () => untilReady(url, ending.signal));
  const apiToken = await apiTokenOf(dataDir, databaseUrl, secrets);
  const lines = summaryLines({
    url: env["PUBLIC_URL"] ?? url,
    adminEmail: secrets.adminEmail,
    adminPassword: given("ADMIN_PASSWORD") === null ? secrets.adminPassword : null,
    secretsFile: dataDir.file("secrets.json"),
    apiToken,
    registrationOpen: env["REGISTRATION"] === "open",
    httpAllow: env["HTTP_ALLOW"] ?? "",
    loopbackOnly: host === LOOPBACK,
    mailbox: "MAILBOX_DIR" in mail,
    provider: provider?.issuer ?? null,
  });
  for (const line of lines) console.log(line);
  say(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

function openSecretsOf(dataDir: DataDir): Secrets {
  const kept = openSecrets(dataDir.file("secrets.json"));
  return {
    ...kept,
    authSecret: setting("AUTH_SECRET", kept.authSecret),
    secretsKey: setting("SECRETS_KEY", kept.secretsKey),
    adminEmail: setting("ADMIN_EMAIL", kept.adminEmail),
    adminPassword: setting("ADMIN_PASSWORD", kept.adminPassword),
  };
}

async function apiTokenOf(
  dataDir: DataDir,
  databaseUrl: string,
  { apiToken: kept, authSecret }: Secrets,
): Promise<string | null> {
  const token = await startToken(databaseUrl, { kept, authSecret });
  if (token !== null && token !== kept) keepApiToken(dataDir.file("secrets.json"), token);
  return token;
}

async function openDatabase(dataDir: DataDir): Promise<string> {
  const own = given("DATABASE_URL");
  if (own !== null) return own;
  const server = await step("Starting PostgreSQL", () =>
    startEmbeddedPostgres({ dataDir: dataDir.file("postgres"), log: say }),
  );
  closers.push(server.stop);
  return server.url;
}

/** Where mail goes when nobody said so: a mailbox the console shows. */
async function openMailbox(dataDir: DataDir): Promise<Record<string, string>> {
  if (given("SMTP_URL") !== null) return {};
  const folder = dataDir.file("mailbox");
  const mailbox = await startMailbox(folder, say);
  closers.push(mailbox.stop);
  return {
    SMTP_URL: mailbox.url,
    SMTP_FROM: setting("SMTP_FROM", "Punctual <punctual@punctual.local>"),
    MAILBOX_DIR: folder,
  };
}

/** A provider whose people sign in by a click, when `--oidc` asks for one. */
async function openProvider(
  dataDir: DataDir,
  publicUrl: string,
): Promise<DevelopmentProvider | null> {
  if (!withProvider) return null;
  if (given("OIDC_ISSUER") !== null) {
    throw new Error("--oidc starts a provider of its own. Leave it out, or leave OIDC_ISSUER out.");
  }
  // Only here: it is not installed where Punctual is deployed.
  const { startDevelopmentProvider } = await import("./start/oidc/provider.ts");
  const provider = await step("Starting the development identity provider", () =>
    startDevelopmentProvider(dataDir.file("oidc.json"), publicUrl),
  );
  closers.push(provider.stop);
  return provider;
}

/** What the web app and the worker are told; what the caller has set is left as it is. */
function environment(known: {
  databaseUrl: string;
  port: number;
  host: string;
  secrets: Secrets;
}): Record<string, string> {
  const httpAllow = setting("HTTP_ALLOW", LOOPBACK_RANGES);
  return {
    NODE_ENV: dev ? "development" : "production",
    DATABASE_URL: known.databaseUrl,
    PORT: String(known.port),
    HOST: known.host,
    PUBLIC_URL: setting("PUBLIC_URL", `http://localhost:${known.port}`),
    AUTH_SECRET: known.secrets.authSecret,
    SECRETS_KEY: known.secrets.secretsKey,
    ADMIN_EMAIL: known.secrets.adminEmail,
    ADMIN_PASSWORD: known.secrets.adminPassword,
    REGISTRATION: setting("REGISTRATION", "open"),
    HTTP_ALLOW: httpAllow,
    DEV_DATA: setting("DEV_DATA", String(httpAllow === LOOPBACK_RANGES)),
  };
}

async function buildWhenChanged(): Promise<void> {
  if (dev || !isBuildStale()) return;
  await step("Building the web app (the sources changed)", () => build(ending.signal));
}

function startChildren(dataDir: DataDir, url: string, env: Record<string, string>): void {
  const children: Child[] = [];
  const onStart = () => {
    const pids = children.flatMap((child) => child.pid() ?? []);
    dataDir.claim(url, pids);
  };
  const web = ["scripts/web.ts", ...(dev ? ["--dev"] : [])];
  children.push(startChild({ name: "web", args: web, env, onStart }));
  const worker = startChild({ name: "worker", args: ["worker/index.ts"], env, onStart });
  children.push(worker);
  onStart();
  closers.push(() => Promise.all(children.map((child) => child.stop())));
  if (dev) closers.push(watchWorkerSources(worker.restart));
}

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      say(explain(error));
    }
  }
}

function given(name: string): string | null {
  const value = process.env[name]?.trim() ?? "";
  return value === "" ? null : value;
}

function setting(name: string, fallback: string): string {
  return given(name) ?? fallback;
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
