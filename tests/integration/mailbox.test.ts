import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createTransport } from "nodemailer";
import { afterAll, expect, it } from "vitest";
import { setPlatform } from "../../lib/services/runtime.ts";
import { startMailbox } from "../../scripts/start/mailbox.ts";
import { createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";

const root = mkdtempSync(join(tmpdir(), "punctual-mailbox-"));
const folder = join(root, "mailbox");
const complaints: string[] = [];
const mailbox = await startMailbox(folder, (line) => complaints.push(line));
const database = await createTestDatabase();
const { call, login, member, platform } = await createTestApi(database, { MAILBOX_DIR: folder });
const token = await login();
const transport = createTransport(mailbox.url);
afterAll(() => {
  transport.close();
  mailbox.stop();
  rmSync(root, { recursive: true, force: true });
});

const RUN_ID = "019a9f00-0000-7000-8000-000000000001";

const send = (more: object = {}) =>
  transport.sendMail({
    from: "Punctual <punctual@example.com>",
    to: "ops@example.com",
    bcc: "quiet@example.com",
    subject: "Grüße",
    text: "All is well.",
    ...more,
  });

const list = async (query = "") => (await call("GET", `/api/v1/mailbox${query}`, { token })).body;

it("keeps what it receives, newest first, a page at a time", async () => {
  expect(await list()).toEqual({ data: [], nextCursor: null });
  for (const subject of ["one", "two", "Grüße"]) await send({ subject });
  const first = await list("?limit=2");
  expect(first.data).toMatchObject([
    {
      subject: "Grüße",
      from: "punctual@example.com",
      to: ["ops@example.com", "quiet@example.com"],
    },
    { subject: "two" },
  ]);
  const rest = await list(`?limit=2&cursor=${first.nextCursor}`);
  expect(rest).toMatchObject({ data: [{ subject: "one" }], nextCursor: null });
});

it("shows a message with headers, text, HTML and the run that sent it", async () => {
  await send({ html: "<p>All is <b>well</b>.", headers: { "X-Punctual-Run-Id": RUN_ID } });
  const [{ id }] = (await list()).data;
  const { body } = await call("GET", `/api/v1/mailbox/${id}`, { token });
  expect(body).toMatchObject({ id, subject: "Grüße", text: "All is well.\n", runId: RUN_ID });
  expect(body.html).toContain("<b>well</b>");
  expect(body.headers).toContainEqual({ name: "To", value: "ops@example.com" });
});

it("hands out HTML for a frame that runs and loads nothing", async () => {
  await send({ html: "<script>top.location='/evil'</script><img src='https://evil.test/x.png'>" });
  const [{ id }] = (await list()).data;
  const page = await call("GET", `/api/v1/mailbox/${id}/html`, { token });
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("x-frame-options")).toBe("SAMEORIGIN");
  const policy = page.headers.get("content-security-policy")?.split("; ");
  expect(policy).toEqual(
    expect.arrayContaining(["sandbox", "default-src 'none'", "frame-ancestors 'self'"]),
  );
  await send();
  const plain = (await list()).data[0].id;
  expect((await call("GET", `/api/v1/mailbox/${plain}/html`, { token })).status).toBe(404);
});

it("is for administrators, and is not there without its folder", async () => {
  const { token: other } = await member("bob");
  const [{ id }] = (await list()).data;
  const paths = ["/api/v1/mailbox", `/api/v1/mailbox/${id}`, `/api/v1/mailbox/${id}/html`];
  for (const path of paths) {
    expect((await call("GET", path)).status, path).toBe(401);
    expect((await call("GET", path, { token: other })).status, path).toBe(403);
  }
  const mail = { ...platform.config.mail, mailboxDir: null };
  setPlatform({ ...platform, config: { ...platform.config, mail } });
  for (const path of paths) expect((await call("GET", path, { token })).status, path).toBe(404);
  setPlatform(platform);
});

it("opens no file but those of its messages", async () => {
  for (const id of ["..%2F..%2Fsecrets", "..", "%00", RUN_ID, `${RUN_ID}.eml`])
    expect((await call("GET", `/api/v1/mailbox/${id}`, { token })).status, id).toBe(404);
});

it("refuses what is larger than 10 MiB and keeps nothing of it", async () => {
  const before = readdirSync(folder).length;
  await expect(send({ text: `${"x".repeat(990)}\n`.repeat(11_000) })).rejects.toThrow(/552/);
  expect(readdirSync(folder)).toHaveLength(before);
});

it("keeps what is no message at all", async () => {
  const socket = connect(Number(new URL(mailbox.url).port), "127.0.0.1");
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]();
  const said: string[] = [];
  for (const line of ["HELO x", "MAIL FROM:<>", "RCPT TO:<a@example.com>", "DATA", "\0\xff\r\n."]) {
    said.push((await replies.next()).value ?? "");
    socket.write(`${line}\r\n`, "latin1");
  }
  expect((await replies.next()).value, said.join("\n")).toMatch(/^250 /);
  socket.destroy();
  const [mail] = (await list()).data;
  expect(mail).toMatchObject({ from: "", to: ["a@example.com"], subject: "" });
  expect((await call("GET", `/api/v1/mailbox/${mail.id}`, { token })).status).toBe(200);
  expect(complaints).toEqual([]);
});
