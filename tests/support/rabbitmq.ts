import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EPMD, ensureRabbitmq, RABBITMQ_SERVER } from "../../scripts/test/rabbitmq.ts";
import { untilTrue } from "../fault/until.ts";

const START_MS = 60_000;

/** A real RabbitMQ of this test file alone: its node, its ports, its folders. */
export type Broker = {
  /** As `RABBITMQ_URL` takes it. */
  readonly url: string;
  /** Ends it in order, or at once with SIGKILL. What is durable stays. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Starts it again and waits until it takes connections. */
  start(): Promise<void>;
  /** Ends it and leaves nothing behind. */
  close(): Promise<void>;
};

/** Starts a broker; installs what is missing or says what to install. */
export async function openBroker(): Promise<Broker> {
  ensureRabbitmq((text) => void process.stdout.write(`${text}\n`));
  const folder = mkdtempSync(join(tmpdir(), "punctual-rabbitmq-"));
  const [port, distributionPort, namesPort] = await freePorts();
  const env = { ...process.env, ...writeSettings(folder, { port, distributionPort, namesPort }) };
  // In the foreground and ours, so that it ends with the test: a broker would start one that stays for ever.
  const names = spawn(EPMD, ["-port", String(namesPort), "-relaxed_command_check"], {
    env,
    stdio: "ignore",
  });
  let node: ChildProcess | null = null;
  // Whatever becomes of the tests, it must not outlive them.
  const kill = (): void => {
    node?.kill("SIGKILL");
    names.kill("SIGKILL");
  };
  process.once("exit", kill);
  const start = async (): Promise<void> => {
    node = spawn(RABBITMQ_SERVER, [], { env, cwd: folder, stdio: "ignore" });
    const log = join(folder, "log", "node.log");
    await untilTrue(`RabbitMQ takes connections (${log})`, START_MS, () => answers(port)).catch(
      (cause: unknown) => {
        throw new Error(`RabbitMQ does not start:\n${readFileSync(log, "utf8").slice(-4_000)}`, {
          cause,
        });
      },
    );
  };
  const stop = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> => {
    const ending = node;
    if (ending === null) return;
    node = null;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  };
  await start();
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    start,
    stop,
    close: async () => {
      await stop("SIGKILL");
      const ended = once(names, "exit");
      names.kill("SIGKILL");
      await ended;
      process.removeListener("exit", kill);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Ports = {
  readonly port: number;
  readonly distributionPort: number;
  readonly namesPort: number;
};

/** The environment of a node that shares nothing with another one on this machine. */
function writeSettings(folder: string, ports: Ports): Record<string, string> {
  mkdirSync(join(folder, "log"));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    HOME: folder,
    // Its script then becomes the node, in place of a shell that waits for it.
    detached: "true",
    RABBITMQ_NODENAME: `punctual-${ports.port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(ports.port),
    RABBITMQ_DIST_PORT: String(ports.distributionPort),
    ERL_EPMD_PORT: String(ports.namesPort),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_MNESIA_BASE: join(folder, "data"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_LOGS: join(folder, "log", "node.log"),
    RABBITMQ_CONF_ENV_FILE: file("env.conf", ""),
    RABBITMQ_CONFIG_FILE: file("rabbitmq.conf", "disk_free_limit.absolute = 1MB\n").replace(
      /\.conf$/,
      "",
    ),
    RABBITMQ_ENABLED_PLUGINS_FILE: file("plugins", "[].\n"),
    // Processors are shared with everything else on the machine.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none",
  };
}

async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()] as const;
  const taken = await Promise.all(servers.map(listening));
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  const [port = 0, distributionPort = 0, namesPort = 0] = taken;
  return [port, distributionPort, namesPort];
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

/** Whether a broker speaks at this port: it answers the header of the protocol. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", timeout: 2_000 });
    const end = (spoke: boolean): void => {
      socket.destroy();
      resolve(spoke);
    };
    socket.once("connect", () => socket.write("AMQP\x00\x00\x09\x01"));
    socket.once("data", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}
