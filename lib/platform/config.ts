import { hostname } from "node:os";
import { type ContainersConfig, readContainers } from "./containers.ts";
import { type Environment, type EnvReader, envReader } from "./env-reader.ts";
import { type Keyring, parseSecretKey } from "./keyring.ts";
import type { NetworkRange } from "./network-range.ts";
import { type OidcProvider, readLocalSignIn, readOidcProviders } from "./oidc.ts";
import { readRabbitmqUrl } from "./rabbitmq-url.ts";
import { parseSmtpUrl, type SmtpServer } from "./smtp-url.ts";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Everything a process can be told from outside. `.env.example` documents each variable. */
export type Config = Readonly<{
  databaseUrl: string;
  port: number;
  /** Where browsers and callers reach the web app: an origin without a trailing slash. */
  publicUrl: string;
  authSecret: string;
  /** Keys of the projects' secrets, the one that encrypts first; without any, none can be kept or used. */
  secretsKeys: Keyring;
  logLevel: (typeof LOG_LEVELS)[number];
  registration: "open" | "closed";
  /** People may sign in with an address and a password. */
  localSignIn: boolean;
  /** OpenID Connect providers, in the order of their buttons. */
  oidc: readonly OidcProvider[];
  admin: Readonly<{ email: string; password: string }> | null;
  worker: Readonly<{
    name: string;
    concurrency: number;
    pools: readonly string[];
    /** How long a run stays with a worker that is not heard of. */
    leaseSeconds: number;
  }>;
  /** Internal networks the HTTP executor may call although they are blocked by default. */
  httpAllow: readonly NetworkRange[];
  mail: Readonly<{
    /** The only server mail goes to; null: runs that send mail fail. */
    server: SmtpServer | null;
    /** The sender of messages that name none. */
    from: string | null;
    /** Where the development mailbox keeps what it received; null without one. */
    mailboxDir: string | null;
  }>;
  /** The engine that runs containers; null: this process takes no such runs. */
  containers: ContainersConfig | null;
  /** The broker that external runs of RabbitMQ are published to; null: this process publishes none. */
  rabbitmqUrl: string | null;
  metricsToken: string | null;
  session: Readonly<{ idleHours: number; maxDays: number }>;
  limits: Readonly<{
    loginPerAccountPerMinute: number;
    loginPerAddressPerMinute: number;
    apiPerTokenPerMinute: number;
  }>;
  /** Proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly NetworkRange[];
  retention: Readonly<{
    runDays: number;
    runsPerJob: number;
    logDays: number;
    eventDays: number;
    auditDays: number;
  }>;
  /** Database connections of one process. */
  poolSize: Readonly<{ web: number; worker: number }>;
  /** Started on a laptop: the console says that loopback targets are allowed. */
  devData: boolean;
}>;

/** The environment cannot be used. `problems` has one sentence per variable: what is wrong and the fix. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "config_invalid";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `  - ${problem}`);
    super(`The configuration has ${problems.length} problem(s):\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

/** Reads and checks the whole environment. Throws {@link ConfigError} with every problem at once. */
export function loadConfig(env: Environment = process.env): Config {
  const reader = envReader(env);
  const port = reader.integer("PORT", 3000, 1, 65_535);
  const databaseUrl = readDatabaseUrl(reader);
  const publicUrl = readPublicUrl(reader, port);
  const oidc = readOidcProviders(reader, publicUrl);
  const config: Config = {
    databaseUrl,
    port,
    publicUrl,
    authSecret: readAuthSecret(reader),
    secretsKeys: readSecretsKeys(reader),
    logLevel: reader.choice("LOG_LEVEL", LOG_LEVELS, "info"),
    registration: reader.choice("REGISTRATION", ["open", "closed"], "closed"),
    localSignIn: readLocalSignIn(reader, oidc),
    oidc,
    admin: readAdmin(reader),
    worker: {
      name: reader.text("WORKER_NAME") ?? `${hostname()}-${process.pid}`,
      concurrency: reader.integer("WORKER_CONCURRENCY", 100, 1, 1000),
      pools: reader.list("WORKER_POOLS", ["default"]),
      leaseSeconds: reader.integer("WORKER_LEASE_SECONDS", 60, 5, 600),
    },
    httpAllow: reader.ranges("HTTP_ALLOW"),
    mail: {
      server: readSmtpServer(reader),
      from: readSender(reader),
      mailboxDir: reader.text("MAILBOX_DIR"),
    },
    containers: readContainers(reader),
    rabbitmqUrl: readRabbitmqUrl(reader),
    metricsToken: reader.text("METRICS_TOKEN"),
    session: {
      idleHours: reader.integer("SESSION_IDLE_HOURS", 24, 1, 720),
      maxDays: reader.integer("SESSION_MAX_DAYS", 30, 1, 365),
    },
    limits: {
      loginPerAccountPerMinute: reader.integer("LOGIN_PER_ACCOUNT_PER_MINUTE", 5, 1, 10_000),
      loginPerAddressPerMinute: reader.integer("LOGIN_PER_ADDRESS_PER_MINUTE", 20, 1, 10_000),
      apiPerTokenPerMinute: reader.integer("API_PER_TOKEN_PER_MINUTE", 6000, 1, 10_000_000),
    },
    trustedProxies: reader.ranges("TRUSTED_PROXIES"),
    retention: {
      runDays: reader.integer("RETENTION_RUN_DAYS", 90, 1, 36_500),
      runsPerJob: reader.integer("RETENTION_RUNS_PER_JOB", 1000, 1, 10_000_000),
      logDays: reader.integer("RETENTION_LOG_DAYS", 30, 1, 36_500),
      eventDays: reader.integer("RETENTION_EVENT_DAYS", 7, 1, 36_500),
      auditDays: reader.integer("RETENTION_AUDIT_DAYS", 400, 1, 36_500),
    },
    poolSize: {
      web: reader.integer("POOL_SIZE_WEB", 10, 1, 500),
      worker: reader.integer("POOL_SIZE_WORKER", 8, 2, 500),
    },
    devData: reader.flag("DEV_DATA", false),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return deepFreeze(config);
}

let loaded: Config | null = null;

/** The configuration of this process, read once. Throws {@link ConfigError} like `loadConfig`. */
export function config(): Config {
  loaded ??= loadConfig();
  return loaded;
}

function readDatabaseUrl(reader: EnvReader): string {
  const fix = "Set it like postgres://user:password@host:5432/database.";
  const url = reader.required("DATABASE_URL", fix);
  if (url !== "" && !(/^postgres(ql)?:\/\//.test(url) && URL.canParse(url))) {
    reader.problem("DATABASE_URL", "is not a PostgreSQL URL", fix);
  }
  return url;
}

function readPublicUrl(reader: EnvReader, port: number): string {
  const text = reader.text("PUBLIC_URL") ?? `http://localhost:${port}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/") return url.origin;
  reader.problem(
    "PUBLIC_URL",
    `is ${JSON.stringify(text)}, which is not an http(s) address without a path`,
    "Set it to what people type in the browser, like https://punctual.example.com.",
  );
  return "";
}

function readAuthSecret(reader: EnvReader): string {
  const fix = "Set it to the output of: openssl rand -base64 48";
  const secret = reader.required("AUTH_SECRET", fix);
  if (secret !== "" && secret.length < 32) {
    reader.problem("AUTH_SECRET", `has ${secret.length} characters and needs at least 32`, fix);
  }
  return secret;
}

function readSecretsKeys(reader: EnvReader): Keyring {
  const fix =
    'Write each key as id:base64 of 32 bytes, like "2026:$(openssl rand -base64 32)", with commas between.';
  const problem = (wrong: string) => reader.problem("SECRETS_KEY", wrong, fix);
  const keys = reader.list("SECRETS_KEY", []).flatMap((text, index) => {
    const key = parseSecretKey(text);
    // What is wrong is not quoted: it may be most of a key.
    if (key === null) problem(`has something at place ${index + 1} that is not a key`);
    return key === null ? [] : [key];
  });
  const ids = keys.map(({ id }) => id);
  if (new Set(ids).size < ids.length) problem("names two keys alike");
  return keys;
}

function readSmtpServer(reader: EnvReader): SmtpServer | null {
  const text = reader.text("SMTP_URL");
  if (text === null) return null;
  const parsed = parseSmtpUrl(text);
  if (parsed.ok) return parsed.server;
  const fix = "Write it like smtp://user:password@mail.example.com:587 or smtps://….";
  reader.problem("SMTP_URL", parsed.problem, fix);
  return null;
}

function readSender(reader: EnvReader): string | null {
  const text = reader.text("SMTP_FROM");
  const isAddress = text === null || /^(?:[^<>]*<)?[^\s@<>,;:"]+@[^\s@<>,;:"]+>?$/.test(text);
  if (isAddress && !/\p{Cc}/u.test(text ?? "")) return text;
  const fix = "Write it like Punctual <punctual@example.com>.";
  reader.problem("SMTP_FROM", `is ${JSON.stringify(text)}, which is not an e-mail address`, fix);
  return null;
}

function readAdmin(reader: EnvReader): Config["admin"] {
  const email = reader.text("ADMIN_EMAIL");
  const password = reader.text("ADMIN_PASSWORD");
  if (email === null && password === null) return null;
  if (email === null || password === null) {
    const missing = email === null ? "ADMIN_EMAIL" : "ADMIN_PASSWORD";
    reader.problem(missing, "is missing while its partner is set", "Set both or neither.");
    return null;
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    reader.problem("ADMIN_EMAIL", "is not an e-mail address", "Write it like ada@example.com.");
  }
  if (password.length < 12) {
    reader.problem("ADMIN_PASSWORD", "is shorter than 12 characters", "Choose a longer one.");
  }
  return { email, password };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === "object" && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
