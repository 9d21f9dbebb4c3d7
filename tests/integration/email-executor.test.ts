import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseSmtpUrl } from "../../lib/platform/smtp-url.ts";
import { createEmailExecutor } from "../../worker/executors/email.ts";
import type { AbortCause, Execution, ExecutionOutcome } from "../../worker/executors/executor.ts";
import { selfSignedCertificate } from "../../worker/executors/http/test-certificate.ts";
import { execution, RUN_ID } from "../../worker/executors/http/test-execution.ts";
import { startBadSmtp, startSmtp } from "../support/smtp.ts";

const NOW = Date.UTC(2026, 10, 20, 8, 0, 5);
const MAIL = { to: "ops@example.com", subject: "Hello", text: "Good morning" };

function openExecutor(url: string | null, from: string | null = "Punctual <punctual@example.com>") {
  const parsed = url === null ? null : parseSmtpUrl(url);
  if (parsed?.ok === false) throw new Error(parsed.problem);
  const executor = createEmailExecutor({ server: parsed?.server ?? null, from, now: () => NOW });
  onTestFinished(() => executor.close());
  return executor;
}

type Sending = Partial<Execution> & {
  url?: string | null;
  executor?: ReturnType<typeof openExecutor>;
  /** Given the means to end the attempt from outside. */
  end?: (abort: (cause: AbortCause) => void) => void;
};

async function attempt(config: unknown, { url = null, executor, end, ...more }: Sending) {
  const controller = new AbortController();
  const logs: string[] = [];
  end?.((cause) => controller.abort(cause));
  const started = performance.now();
  const outcome = await (executor ?? openExecutor(url)).execute(execution(config, more), {
    signal: controller.signal,
    log: (_stream, text) => logs.push(text),
    progress: () => undefined,
  });
  return { outcome, log: logs.join("\n"), ms: performance.now() - started };
}

/** Code, and whether another attempt makes sense. */
function verdict(outcome: ExecutionOutcome): string {
  if (!("error" in outcome)) return outcome.outcome;
  return `${outcome.error.code} ${outcome.retryable ? "again" : "never"}`;
}

describe("a message", () => {
  it("reaches everyone, says who sent it and carries the run", async () => {
    const { url, received } = await startSmtp();
    const config = {
      to: ["Ops <ops@example.com>", "dev@example.com"],
      cc: '"Doe, Jane" <jane@example.com>, ops@example.com',
      bcc: "quiet@example.com",
      subject: "Nightly report",
      text: "All is well.\n.\n..end",
      html: "<p>All is <b>well</b>.</p>",
    };
    const { outcome, log } = await attempt(config, { url });
    expect(outcome).toEqual({
      outcome: "completed",
      result: {
        messageId: `<${RUN_ID}@example.com>`,
        accepted: ["ops@example.com", "dev@example.com", "jane@example.com", "quiet@example.com"],
        rejected: [],
      },
    });
    const [message] = received;
    expect(message).toMatchObject({
      from: "punctual@example.com",
      to: ["ops@example.com", "dev@example.com", "jane@example.com", "quiet@example.com"],
      mail: {
        from: { name: "Punctual", address: "punctual@example.com" },
        to: [
          { name: "Ops", address: "ops@example.com" },
          { name: "", address: "dev@example.com" },
        ],
        cc: [
          { name: "Doe, Jane", address: "jane@example.com" },
          { name: "", address: "ops@example.com" },
        ],
        subject: "Nightly report",
        text: "All is well.\n.\n..end\n",
        html: "<p>All is <b>well</b>.</p>\n",
        messageId: `<${RUN_ID}@example.com>`,
        date: "2026-11-20T08:00:05.000Z",
        attachments: [],
      },
    });
    expect(message?.raw).not.toContain("quiet@example.com");
    const header = (key: string) => message?.mail.headers.find((one) => one.key === key)?.value;
    expect(header("x-punctual-run-id")).toBe(RUN_ID);
    expect(header("x-punctual-attempt")).toBe("2");
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(log).toContain("Accepted for 4 recipients: 250 2.6.0 queued as 1");
    expect(log).not.toContain("well");
  });

  it("names its own sender, and may have a subject alone", async () => {
    const { url, received } = await startSmtp();
    const config = {
      to: MAIL.to,
      subject: "Ping",
      from: "Ada <ada@example.org>",
      cc: "",
      bcc: null,
    };
    expect((await attempt(config, { url })).outcome).toMatchObject({
      outcome: "completed",
      result: { messageId: `<${RUN_ID}@example.org>` },
    });
    expect(received[0]).toMatchObject({ from: "ada@example.org", mail: { subject: "Ping" } });
  });

  it("may be HTML alone", async () => {
    const { url, received } = await startSmtp();
    await attempt({ to: MAIL.to, subject: "Ping", html: "<p>Ping" }, { url });
    expect(received[0]?.mail.headers.find(({ key }) => key === "content-type")?.value).toMatch(
      /^text\/html/,
    );
  });

  it("may be in any script", async () => {
    const { url, received } = await startSmtp();
    const config = {
      to: ["Jörg Müller <joerg@exämple.de>", "山田 <用户@例え.jp>"],
      subject: "Grüße aus Zürich – 🎉 報告",
      text: "Übung macht den Meister. 🎉\n報告\u0000.",
    };
    const { outcome } = await attempt(config, { url });
    expect(verdict(outcome)).toBe("completed");
    expect(outcome).toMatchObject({
      result: { accepted: ["joerg@xn--exmple-cua.de", "用户@例え.jp"] },
    });
    expect(received[0]?.mail).toMatchObject({
      to: [{ name: "Jörg Müller" }, { name: "山田" }],
      subject: config.subject,
    });
    expect(received[0]?.mail.text).toContain("Übung macht den Meister. 🎉\n報告");
  });

  it("may be as large as a template allows", async () => {
    const { url, received } = await startSmtp();
    const text = "Zeile mit Umlauten äöü und Ende.\n.\n".repeat(5_700).slice(0, 199_999);
    const html = `<p>${"x".repeat(199_990)}</p>`;
    const { outcome } = await attempt({ ...MAIL, text, html }, { url });
    expect(verdict(outcome)).toBe("completed");
    expect(received[0]?.mail.text?.trimEnd()).toBe(text.trimEnd());
    expect(received[0]?.mail.html?.trimEnd()).toBe(html);
  });

  it("keeps what looks like a file or an address as text", async () => {
    const { url, received } = await startSmtp();
    await attempt({ ...MAIL, text: "file:///etc/passwd", html: "http://127.0.0.1/" }, { url });
    expect(received[0]?.mail).toMatchObject({
      text: "file:///etc/passwd\n",
      html: "http://127.0.0.1/\n",
    });
    for (const body of [{ path: "/etc/passwd" }, { href: "http://127.0.0.1/" }]) {
      const { outcome } = await attempt({ ...MAIL, text: body, html: body }, { url });
      expect(verdict(outcome)).toBe("template_invalid never");
    }
    const attached = { ...MAIL, attachments: [{ path: "/etc/passwd" }] };
    expect(verdict((await attempt(attached, { url })).outcome)).toBe("template_invalid never");
  });
});

const BREAKS = ["\r\n", "\n", "\r", "\0", "\u0085", "\u2028", "\u2029", "\u000b", "\u000c", "\t"];
const EVIL = "Bcc: spy@evil.test";

describe("a header", () => {
  it.each(BREAKS)("cannot be added behind %j", async (end) => {
    const smtp = await startSmtp();
    const configs = ["to", "cc", "bcc", "from", "subject"].flatMap((field) => [
      { ...MAIL, [field]: `ops@example.com${end}${EVIL}` },
      { ...MAIL, [field]: `Ops${end}${EVIL} <ops@example.com>` },
      { ...MAIL, [field]: `"Ops${end}${EVIL}" <ops@example.com>` },
      { ...MAIL, [field]: `ops${end}@example.com` },
      ...(field === "subject" || field === "from"
        ? []
        : [{ ...MAIL, [field]: ["ops@example.com", `dev@example.com${end}${EVIL}`] }]),
    ]);
    for (const config of configs) {
      const { outcome } = await attempt(config, { url: smtp.url });
      expect(verdict(outcome), JSON.stringify(config)).toBe("template_invalid never");
    }
    expect(smtp.connections()).toBe(0);
  });

  it.each([
    '"spy@evil.test x" <ops@example.com>',
    "Bcc: spy@evil.test <ops@example.com>",
    "=?utf-8?q?x=0D=0ABcc:_spy@evil.test?= <ops@example.com>",
    "x%0d%0aBcc: spy@evil.test <ops@example.com>",
    '"x\\"; spy@evil.test" <ops@example.com>',
    "spy@evil.test; x <ops@example.com>",
    "Team: spy@evil.test; <ops@example.com>",
    "(spy@evil.test) <ops@example.com>",
  ])("%s is a name and nothing more", async (to) => {
    const { url, received } = await startSmtp();
    const { outcome } = await attempt({ ...MAIL, to: [to], subject: to }, { url });
    expect(verdict(outcome)).toBe("completed");
    expect(received[0]?.to).toEqual(["ops@example.com"]);
    expect(received[0]?.mail.headers.map(({ key }) => key).sort()).toEqual([
      "auto-submitted",
      "content-transfer-encoding",
      "content-type",
      "date",
      "from",
      "message-id",
      "mime-version",
      "subject",
      "to",
      "x-punctual-attempt",
      "x-punctual-run-id",
    ]);
    expect(received[0]?.mail.to).toHaveLength(1);
    expect(received[0]?.mail.to?.[0]?.address).toBe("ops@example.com");
  });

  it.each([
    "ops@example.com> SIZE=1 <spy@evil.test",
    "ops@example.com>\r\nRCPT TO:<spy@evil.test",
    "<ops@example.com> ORCPT=x",
    '"spy@evil.test"@example.com',
    "spy@evil.test,ops",
    "spy@evil.test, nobody, Ops <ops@example.com>",
  ])("%s is no address", async (to) => {
    const smtp = await startSmtp();
    const { outcome } = await attempt({ ...MAIL, to: [to] }, { url: smtp.url });
    expect(verdict(outcome)).toBe("template_invalid never");
    expect(smtp.connections()).toBe(0);
  });
});

describe("a refusal decides whether to try again", () => {
  it.each([
    [451, "smtp_temporary again"],
    [450, "smtp_temporary again"],
    [452, "smtp_temporary again"],
    [550, "smtp_permanent never"],
    [553, "smtp_permanent never"],
    [554, "smtp_permanent never"],
  ])("%i of the sender, the recipient or the message: %s", async (code, expected) => {
    const refusal = [code, `${Math.floor(code / 100)}.1.0 for a reason`] as const;
    for (const options of [
      { mail: () => refusal },
      { rcpt: () => refusal },
      { data: () => refusal },
      { rcpt: () => refusal, server: { hidePIPELINING: true } },
    ]) {
      const smtp = await startSmtp(options);
      const { outcome, log } = await attempt(MAIL, { url: smtp.url });
      expect(verdict(outcome)).toBe(expected);
      expect(log).toMatch(new RegExp(`refused .+: ${code} .*for a reason`));
      expect(smtp.received).toEqual([]);
    }
  });

  it.each([
    ["421 4.3.2 busy", "smtp_temporary again"],
    ["554 5.7.1 go away", "smtp_permanent never"],
    ["220 hello\r\n\r\nnonsense", "smtp_temporary again"],
  ])("a greeting of %j: %s", async (greeting, expected) => {
    const { url } = await startBadSmtp(greeting, () => null);
    expect(verdict((await attempt(MAIL, { url })).outcome)).toBe(expected);
  });

  it("a server that is not there, or has no name", async () => {
    const gone = await attempt(MAIL, { url: "smtp://127.0.0.1:1" });
    expect(verdict(gone.outcome)).toBe("smtp_temporary again");
    expect(gone.log).toContain("the connection was refused");
    const nameless = await attempt(MAIL, { url: "smtp://nowhere.invalid:2525" });
    expect(verdict(nameless.outcome)).toBe("smtp_temporary again");
  });

  it("a connection cut in the middle of the message", async () => {
    const { url, lines } = await startBadSmtp("220 hello", (line) => {
      if (line.startsWith("EHLO")) return "250 hello";
      if (line.startsWith("DATA")) return "354 go on";
      if (line.startsWith("Subject")) return null;
      return /^(MAIL|RCPT)/.test(line) ? "250 fine" : undefined;
    });
    const { outcome } = await attempt(MAIL, { url });
    expect(verdict(outcome)).toBe("smtp_temporary again");
    expect(lines).toContain("DATA");
  });

  it("one temporary refusal among permanent ones is worth another attempt", async () => {
    const smtp = await startSmtp({
      rcpt: (address) => (address.startsWith("full") ? [452, "4.2.2 full"] : [550, "5.1.1 gone"]),
    });
    const config = { ...MAIL, to: "gone@example.com, full@example.com, none@example.com" };
    const { outcome } = await attempt(config, { url: smtp.url });
    expect(verdict(outcome)).toBe("smtp_temporary again");
  });

  it("some recipients refused: the others have it, and it is not sent again", async () => {
    const smtp = await startSmtp({
      rcpt: (address) => (address.startsWith("gone") ? [550, "no such user"] : null),
    });
    const config = { ...MAIL, to: "gone@example.com, here@example.com" };
    const { outcome, log } = await attempt(config, { url: smtp.url });
    expect(outcome).toMatchObject({
      outcome: "completed",
      result: { accepted: ["here@example.com"], rejected: ["gone@example.com"] },
    });
    expect(log).toContain("Refused gone@example.com: 550 5.1.1 no such user");
    expect(smtp.received).toHaveLength(1);
  });
});

/** A certificate for localhost, and the file with its authority. */
function certificate() {
  const { cert, key } = selfSignedCertificate("localhost");
  const folder = mkdtempSync(join(tmpdir(), "punctual-ca-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "ca.pem");
  writeFileSync(file, cert);
  return { cert, key, ca: encodeURIComponent(file) };
}

describe("a connection", () => {
  const auth = { user: "ada", password: "s3cret/%?" };
  const login = "ada:s3cret%2F%25%3F@";

  it("is secured by STARTTLS with a certificate we trust, and only then", async () => {
    const { cert, key, ca } = certificate();
    const server = { cert, key, disabledCommands: [], allowInsecureAuth: false };
    const { port, received } = await startSmtp({ auth, server });
    const url = `smtp://${login}localhost:${port}`;
    const distrusted = await attempt(MAIL, { url });
    expect(verdict(distrusted.outcome)).toBe("tls again");
    expect(received).toEqual([]);
    for (const option of [`ca=${ca}`, "verify=false"]) {
      const { outcome } = await attempt(MAIL, { url: `${url}?${option}` });
      expect(verdict(outcome)).toBe("completed");
    }
    expect(received).toMatchObject([
      { secure: true, user: "ada" },
      { secure: true, user: "ada" },
    ]);
  });

  it("is secured from the first byte by smtps", async () => {
    const { cert, key, ca } = certificate();
    const { port, received } = await startSmtp({ server: { cert, key, secure: true } });
    const { outcome } = await attempt(MAIL, { url: `smtps://localhost:${port}?ca=${ca}` });
    expect(verdict(outcome)).toBe("completed");
    expect(received).toMatchObject([{ secure: true }]);
    const distrusted = await attempt(MAIL, { url: `smtps://localhost:${port}` });
    expect(verdict(distrusted.outcome)).toBe("tls again");
  });

  it("carries no password where TLS is required and not offered", async () => {
    const { port, lines } = await startBadSmtp("220 hello", (line) =>
      line.startsWith("EHLO") ? "250-hello\r\n250 AUTH PLAIN" : "500 no",
    );
    const url = `smtp://${login}localhost:${port}?tls=required`;
    expect(verdict((await attempt(MAIL, { url })).outcome)).toBe("tls again");
    expect(lines.filter((line) => line.startsWith("AUTH"))).toEqual([]);
  });

  it("signs in, and tells which setting is wrong when it may not", async () => {
    const { port, received } = await startSmtp({ auth });
    const good = await attempt(MAIL, { url: `smtp://${login}localhost:${port}` });
    expect(verdict(good.outcome)).toBe("completed");
    expect(received).toMatchObject([{ user: "ada" }]);
    const bad = await attempt(MAIL, { url: `smtp://ada:wr0ng@localhost:${port}` });
    expect(verdict(bad.outcome)).toBe("smtp_permanent never");
    expect(bad.log).toContain("SMTP_URL: 535 5.7.8");
    expect(`${good.log}${bad.log}${JSON.stringify([good, bad])}`).not.toMatch(/s3cret|wr0ng/);
    const { url } = await startSmtp({ auth, refuseAuth: [454, "4.7.0 later"] });
    const later = await attempt(MAIL, { url: url.replace(auth.password, "x") });
    expect(verdict(later.outcome)).toBe("smtp_temporary again");
  });

  it("is used again, and replaced when the server has closed it", async () => {
    const smtp = await startSmtp();
    const executor = openExecutor(smtp.url);
    await attempt(MAIL, { executor });
    await attempt(MAIL, { executor });
    expect(smtp.connections()).toBe(1);
    smtp.cut();
    expect(verdict((await attempt(MAIL, { executor })).outcome)).toBe("completed");
    expect(smtp.received).toHaveLength(3);
    expect(smtp.connections()).toBe(2);
  });

  it("is one of as many as the installation allows", async () => {
    let most = 0;
    const smtp = await startSmtp({
      data: () => {
        most = Math.max(most, smtp.open());
        return null;
      },
    });
    const executor = openExecutor(`${smtp.url}?connections=2`);
    const sent = await Promise.all(Array.from({ length: 20 }, () => attempt(MAIL, { executor })));
    expect(sent.map(({ outcome }) => verdict(outcome))).toEqual(Array(20).fill("completed"));
    expect(most).toBe(2);
  });

  it("is closed with the executor", async () => {
    const smtp = await startSmtp();
    const executor = openExecutor(smtp.url);
    await attempt(MAIL, { executor });
    expect(smtp.open()).toBe(1);
    executor.close();
    await expect.poll(() => smtp.open()).toBe(0);
  });
});

describe("the end of an attempt", () => {
  it("comes with its timeout, wherever the server keeps still", async () => {
    const replies = (until: string) => (line: string) => {
      if (line.startsWith(until)) return undefined;
      if (line.startsWith("DATA")) return "354 go on";
      return /^(EHLO|MAIL|RCPT)/.test(line) ? "250 fine" : undefined;
    };
    for (const step of ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."]) {
      const greeting = step === "greeting" ? null : "220 hello";
      const { url } = await startBadSmtp(greeting, replies(step));
      const { outcome, ms } = await attempt(MAIL, { url, timeoutMs: 250 });
      expect(verdict(outcome), step).toBe("timeout again");
      expect(outcome.outcome).toBe("timed_out");
      expect(ms).toBeLessThan(2_000);
    }
  });

  it("comes at once when the run is cancelled before the server has the message", async () => {
    const { promise: waiting, resolve } = Promise.withResolvers<void>();
    const { url } = await startBadSmtp("220 hello", (line) => {
      if (line.startsWith("MAIL")) resolve();
      return line.startsWith("EHLO") ? "250 fine" : undefined;
    });
    const { outcome, ms } = await attempt(MAIL, {
      url,
      cancelGraceMs: 60_000,
      end: (abort) => void waiting.then(() => abort("cancelled")),
    });
    expect(outcome).toEqual({ outcome: "cancelled" });
    expect(ms).toBeLessThan(5_000);
  });

  it("tells that the message went out when the server took it all the same", async () => {
    const arrived = Promise.withResolvers<void>();
    const cancelled = Promise.withResolvers<void>();
    const smtp = await startSmtp({
      data: async () => {
        arrived.resolve();
        await cancelled.promise;
        return null;
      },
    });
    const { outcome } = await attempt(MAIL, {
      url: smtp.url,
      cancelGraceMs: 60_000,
      end: (abort) =>
        void arrived.promise.then(() => {
          abort("cancelled");
          cancelled.resolve();
        }),
    });
    expect(verdict(outcome)).toBe("completed");
    expect(smtp.received).toHaveLength(1);
  });

  it("waits for that no longer than the grace of the job", async () => {
    const arrived = Promise.withResolvers<void>();
    const smtp = await startSmtp({
      data: () => {
        arrived.resolve();
        return new Promise(() => undefined);
      },
    });
    const { outcome, ms } = await attempt(MAIL, {
      url: smtp.url,
      cancelGraceMs: 200,
      end: (abort) => void arrived.promise.then(() => abort("cancelled")),
    });
    expect(outcome).toEqual({ outcome: "cancelled" });
    expect(ms).toBeGreaterThanOrEqual(199);
  });

  it.each(["lost", "shutdown"] as const)("is left to the runner when it is %s", async (cause) => {
    const { url } = await startBadSmtp(null);
    const { outcome } = await attempt(MAIL, { url, end: (abort) => abort(cause) });
    expect(outcome).toEqual({ outcome: "abandoned", cause });
  });
});

describe("an installation", () => {
  it("without a mail server says what to set", async () => {
    const { outcome } = await attempt(MAIL, { url: null });
    expect(verdict(outcome)).toBe("worker_error never");
    expect(JSON.stringify(outcome)).toContain("set SMTP_URL");
  });

  it("without a sender says so", async () => {
    const smtp = await startSmtp();
    const { outcome } = await attempt(MAIL, { executor: openExecutor(smtp.url, null) });
    expect(verdict(outcome)).toBe("worker_error never");
    expect(JSON.stringify(outcome)).toContain("set SMTP_FROM");
    expect(smtp.connections()).toBe(0);
  });
});
