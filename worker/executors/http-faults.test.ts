import { createServer as createTlsServer } from "node:https";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { selfSignedCertificate } from "./http/test-certificate.ts";
import { attempt, codeOf, networks, openExecutor, resultOf } from "./http/test-execution.ts";
import { listen, startRecorder, startSilent, startTarget } from "./http/test-target.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

describe("a target that is slow", () => {
  it("or dead is given up at the timeout", async () => {
    const target = await startSilent();
    const { outcome, ms } = await attempt({ url: target.origin }, { timeoutMs: 700 });
    expect(outcome).toEqual({
      outcome: "timed_out",
      error: { code: "timeout", message: "The target did not answer completely within 0.7 s." },
      retryable: true,
    });
    expect(ms).toBeGreaterThanOrEqual(700);
    expect(ms).toBeLessThan(1700);
    await vi.waitUntil(() => target.open() === 0);
  });

  it("and drips its body is given up at the timeout", async () => {
    const target = await startTarget((_request, response) => {
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    });
    const { outcome, ms } = await attempt({ url: target.origin }, { timeoutMs: 700 });
    expect(codeOf(outcome)).toBe("timeout");
    expect(ms).toBeGreaterThanOrEqual(700);
    expect(ms).toBeLessThan(1700);
    await vi.waitUntil(() => target.open() === 0);
  });

  it("and drips its headers is given up at the timeout", async () => {
    const target = await startSilent("HTTP/1.1 200 OK\r\nx-slow: ");
    const { outcome, ms } = await attempt({ url: target.origin }, { timeoutMs: 300 });
    expect(codeOf(outcome)).toBe("timeout");
    expect(ms).toBeLessThan(1300);
  });

  it("to resolve is given up at the timeout", async () => {
    const executor = openExecutor({ resolve: () => new Promise(() => {}) });
    const { outcome, ms } = await attempt(
      { url: "http://slow.example/" },
      { executor, timeoutMs: 300 },
    );
    expect(codeOf(outcome)).toBe("timeout");
    expect(ms).toBeLessThan(1300);
  });

  it("in its handshake is given up at the timeout", async () => {
    const target = await startSilent();
    const url = `https://127.0.0.1:${target.port}/`;
    const { outcome, ms } = await attempt({ url }, { timeoutMs: 300 });
    expect(codeOf(outcome)).toBe("timeout");
    expect(ms).toBeLessThan(1300);
    await vi.waitUntil(() => target.open() === 0);
  });
});

describe("an attempt that is ended from outside", () => {
  it.each([
    ["cancelled", { outcome: "cancelled" }],
    ["lost", { outcome: "abandoned", cause: "lost" }],
    ["shutdown", { outcome: "abandoned", cause: "shutdown" }],
    ["timeout", { outcome: "timed_out", retryable: true }],
  ] as const)("because it is %s stops at once", async (cause, expected) => {
    const target = await startSilent("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
    const { outcome, ms } = await attempt(
      { url: target.origin },
      {
        end: (abort) =>
          void vi.waitUntil(() => target.connections() === 1).then(() => abort(cause)),
      },
    );
    expect(outcome).toMatchObject(expected);
    expect(ms).toBeLessThan(1000);
    await vi.waitUntil(() => target.open() === 0);
  });

  it("before it began contacts nobody", async () => {
    const target = await startSilent();
    const { outcome } = await attempt(
      { url: target.origin },
      { end: (abort) => abort("cancelled") },
    );
    expect(outcome).toEqual({ outcome: "cancelled" });
    expect(target.connections()).toBe(0);
  });

  it("does not disturb a call beside it to the same origin", async () => {
    const target = await startTarget((request, response) => {
      if (request.url === "/slow") setTimeout(() => response.end("done"), 200);
    });
    const executor = openExecutor();
    const beside = attempt({ url: `${target.origin}/slow` }, { executor });
    const ended = await attempt(
      { url: `${target.origin}/never` },
      {
        executor,
        end: (abort) =>
          void vi.waitUntil(() => target.connections() === 2).then(() => abort("cancelled")),
      },
    );
    expect(ended.outcome.outcome).toBe("cancelled");
    expect(codeOf((await beside).outcome)).toBe("completed");
  });
});

describe("a body", () => {
  it("is kept whole as long as the result stays within 64 KiB", async () => {
    const target = await startTarget((_request, response) => response.end("x".repeat(63 * KIB)));
    const result = resultOf((await attempt({ url: target.origin })).outcome);
    expect(result.body === "x".repeat(63 * KIB)).toBe(true);
    expect(result.truncated).toBe(false);
  });

  it("is cut beyond, and says so", async () => {
    const target = await startTarget((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify("ä".repeat(64 * KIB)));
    });
    const { outcome } = await attempt({ url: target.origin });
    const { body, truncated } = resultOf(outcome);
    expect(outcome.outcome).toBe("completed");
    expect(truncated).toBe(true);
    expect(/^"ä{32000,32767}$/.test(String(body))).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(resultOf(outcome)))).toBeLessThanOrEqual(64 * KIB);
  });

  it("without end fails as too large, in little memory", async () => {
    const chunk = Buffer.alloc(64 * KIB, "x");
    let sent = 0;
    const target = await startTarget((_request, response) => {
      const pour = () => {
        do sent += chunk.length;
        while (response.write(chunk));
      };
      response.on("drain", pour);
      pour();
    });
    const before = process.memoryUsage().rss;
    const { outcome } = await attempt({ url: target.origin });
    expect(outcome).toMatchObject({
      outcome: "failed",
      error: { code: "too_large" },
      retryable: false,
      result: { status: 200, truncated: true },
    });
    expect(sent).toBeLessThan(32 * MIB);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * MIB);
    await vi.waitUntil(() => target.open() === 0);
  });

  it("that is a compressed bomb stays compressed", async () => {
    const bomb = gzipSync(Buffer.alloc(100 * MIB));
    const target = await startTarget((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(bomb);
    });
    const before = process.memoryUsage().rss;
    const { outcome } = await attempt({ url: target.origin });
    const result = resultOf(outcome);
    expect(outcome.outcome).toBe("completed");
    expect(result.truncated).toBe(true);
    expect(sizeOf(result.body)).toBeLessThanOrEqual(64 * KIB + 2 * KIB);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * MIB);
  });

  it("that stops before its end is a network fault", async () => {
    const target = await startTarget((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    const { outcome } = await attempt({ url: target.origin });
    expect(outcome).toMatchObject({ retryable: true, error: { code: "network" } });
  });
});

describe("a connection that comes to nothing", () => {
  it("because nobody listens is refused", async () => {
    const { port } = await import("node:net").then(async ({ createServer }) => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return address as { port: number };
    });
    for (const host of ["127.0.0.1", "name.example"]) {
      const executor = openExecutor({ resolve: async () => ["127.0.0.1", "127.0.0.2"] });
      const { outcome } = await attempt({ url: `http://${host}:${port}/` }, { executor });
      expect(outcome).toMatchObject({ retryable: true, error: { code: "refused" } });
      expect(JSON.stringify(outcome)).not.toContain("127.0.0");
    }
  });

  it("because one of two addresses is dead takes the other", async () => {
    const target = await startRecorder();
    const executor = openExecutor({ resolve: async () => ["127.0.0.3", "127.0.0.1"] });
    const { outcome } = await attempt({ url: `http://name.example:${target.port}/` }, { executor });
    expect(codeOf(outcome)).toBe("completed");
    expect(target.received[0]?.headers.host).toBe(`name.example:${target.port}`);
  });

  it.each([
    ["the name is unknown", () => Promise.reject(new Error("ENOTFOUND"))],
    ["the name has no address", () => Promise.resolve([])],
  ])("because %s is dns", async (_why, resolve) => {
    const executor = openExecutor({ resolve });
    const { outcome } = await attempt({ url: "http://nowhere.invalid/" }, { executor });
    expect(outcome).toMatchObject({ retryable: true, error: { code: "dns" } });
  });

  it.each([
    ["closes it", ""],
    ["speaks no HTTP", "SSH-2.0-OpenSSH_9.9\r\n"],
  ])("because the target %s is network", async (_why, greeting) => {
    const { createServer } = await import("node:net");
    const target = await listen(createServer((socket) => socket.end(greeting)));
    const { outcome } = await attempt({ url: target.origin });
    expect(outcome).toMatchObject({ retryable: true, error: { code: "network" } });
  });

  it("because the headers have no end is too_large", async () => {
    const target = await startSilent(`HTTP/1.1 200 OK\r\nx-long: ${"x".repeat(64 * KIB)}`);
    expect(codeOf((await attempt({ url: target.origin })).outcome)).toBe("too_large");
  });
});

describe("an encrypted connection", () => {
  const own = selfSignedCertificate("target.example");
  const resolve = async () => ["127.0.0.1"];

  async function startSecure() {
    const names: unknown[] = [];
    const server = createTlsServer(own, (_request, response) => response.end("secure"));
    server.on("secureConnection", (socket) => names.push(socket.servername));
    return { ...(await listen(server)), names };
  }

  it("to a self-signed target is tls", async () => {
    const target = await startSecure();
    const url = `https://target.example:${target.port}/`;
    const { outcome } = await attempt({ url }, { executor: openExecutor({ resolve }) });
    expect(outcome).toMatchObject({ retryable: true, error: { code: "tls" } });
  });

  it("asks for the name of the URL and is made where the certificate is trusted", async () => {
    const target = await startSecure();
    const executor = openExecutor({ resolve, ca: [own.cert] });
    const url = `https://target.example:${target.port}/`;
    const { outcome } = await attempt({ url }, { executor });
    expect(resultOf(outcome).body).toBe("secure");
    expect(target.names).toEqual(["target.example"]);
  });

  it.each(["other.example", "127.0.0.1"])(
    "is not made to %s with a certificate for another",
    async (host) => {
      const target = await startSecure();
      const executor = openExecutor({ resolve, ca: [own.cert], allow: networks("127.0.0.1") });
      const { outcome } = await attempt({ url: `https://${host}:${target.port}/` }, { executor });
      expect(codeOf(outcome)).toBe("tls");
    },
  );

  it("to a target without encryption is tls", async () => {
    const target = await startRecorder();
    const { outcome } = await attempt({ url: `https://127.0.0.1:${target.port}/` });
    expect(codeOf(outcome)).toBe("tls");
  });
});
