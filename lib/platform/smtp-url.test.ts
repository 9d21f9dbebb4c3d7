import { describe, expect, it } from "vitest";
import { parseSmtpUrl, type SmtpServer } from "./smtp-url.ts";

const PLAIN: SmtpServer = {
  host: "mail.example.com",
  port: 587,
  secure: false,
  tls: "optional",
  verify: true,
  ca: null,
  auth: null,
  connections: 5,
};

function server(text: string): SmtpServer {
  const parsed = parseSmtpUrl(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.server;
}

describe("an SMTP URL", () => {
  it("has the ports of submission unless it says another", () => {
    expect(server("smtp://mail.example.com")).toEqual(PLAIN);
    expect(server("smtps://mail.example.com")).toEqual({ ...PLAIN, port: 465, secure: true });
    expect(server("smtp://mail.example.com:25/").port).toBe(25);
    expect(server("smtp://[::1]:2525")).toMatchObject({ host: "::1", port: 2525 });
  });

  it("decodes user and password", () => {
    const auth = { user: "ada@example.com", password: "p/a?s#s%" };
    expect(server("smtp://ada%40example.com:p%2Fa%3Fs%23s%25@mail.example.com").auth).toEqual(auth);
  });

  it("requires TLS before it sends a password to another machine", () => {
    expect(server("smtp://u:p@mail.example.com").tls).toBe("required");
    expect(server("smtp://u:p@127.example.com").tls).toBe("required");
    expect(server("smtp://u:p@localhost").tls).toBe("optional");
    expect(server("smtp://u:p@127.0.0.1").tls).toBe("optional");
    expect(server("smtp://u:p@[::1]").tls).toBe("optional");
    expect(server("smtp://u:p@mail.example.com?tls=none").tls).toBe("none");
  });

  it("takes options", () => {
    const text = "smtps://mail.example.com?verify=false&ca=%2Fetc%2Fca.pem&connections=20";
    expect(server(text)).toMatchObject({ verify: false, ca: "/etc/ca.pem", connections: 20 });
  });

  it.each([
    "mail.example.com",
    "http://mail.example.com",
    "smtp://",
    "smtp://mail.example.com:465",
    "smtp://hidden@mail.example.com",
    "smtp://:hidden@mail.example.com",
    "smtp://user:hidden/x@mail.example.com",
    "smtp://user:%zzhidden@mail.example.com",
    "smtp://user:hidden@mail.example.com/path",
    "smtp://mail.example.com?TLS=none",
    "smtp://mail.example.com?tls=hidden",
    "smtp://mail.example.com?verify=0",
    "smtp://mail.example.com?connections=0",
    "smtp://mail.example.com?connections=1000",
    "smtp://mail.example.com?host=hidden",
  ])("refuses %s and quotes nothing of it", (text) => {
    const parsed = parseSmtpUrl(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? "" : parsed.problem).not.toContain("hidden");
  });
});
