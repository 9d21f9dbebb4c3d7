import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterAll } from "vitest";
import { startMailbox } from "../../../scripts/start/mailbox.ts";
import { createTestApi, type TestApi } from "../api.ts";
import { createTestDatabase } from "../database.ts";
import { type Maker, makePlace, makerOf, type Place } from "./place.ts";

/** An installation without limits of calls, with a mailbox that holds a message, and two projects in it. */
export async function openInstallation(
  env: Readonly<Record<string, string>> = {},
): Promise<{ api: TestApi; maker: Maker; alpha: Place; beta: Place }> {
  const root = mkdtempSync(join(tmpdir(), "punctual-access-"));
  const folder = join(root, "mailbox");
  const mailbox = await startMailbox(folder, () => undefined);
  const database = await createTestDatabase();
  afterAll(() => {
    mailbox.stop();
    rmSync(root, { recursive: true, force: true });
  });
  const api = await createTestApi(database, {
    API_PER_TOKEN_PER_MINUTE: "1000000",
    LOGIN_PER_ACCOUNT_PER_MINUTE: "10000",
    LOGIN_PER_ADDRESS_PER_MINUTE: "10000",
    MAILBOX_DIR: folder,
    SMTP_URL: mailbox.url,
    SMTP_FROM: "punctual@example.com",
    ...env,
  });
  const transport = createTransport(mailbox.url);
  await transport.sendMail({
    from: "punctual@example.com",
    to: "ops@example.com",
    subject: "Report",
    html: "<p>All is well.</p>",
  });
  transport.close();
  const maker = await makerOf(api);
  const alpha = await makePlace(maker, "alpha");
  const beta = await makePlace(maker, "beta");
  return { api, maker, alpha, beta };
}
