export type Summary = Readonly<{
  url: string;
  adminEmail: string;
  /** `null` when it came from the environment. */
  adminPassword: string | null;
  secretsFile: string;
  apiToken: string | null;
  registrationOpen: boolean;
  httpAllow: string;
  loopbackOnly: boolean;
  /** Mail goes to the mailbox in the console. */
  mailbox: boolean;
  /** Address of the development identity provider; `null` without one. */
  provider: string | null;
}>;

/** What a newcomer needs to know once everything runs. */
export function summaryLines(summary: Summary): string[] {
  const { url, adminEmail, adminPassword, secretsFile, apiToken } = summary;
  const password =
    adminPassword === null
      ? "the one in ADMIN_PASSWORD"
      : `${adminPassword}   (first password, kept in ${secretsFile})`;
  return [
    "",
    "  Punctual is running.",
    "",
    `  Console    ${url}`,
    `  Sign in    ${adminEmail}`,
    `  Password   ${password}`,
    `  API token  ${apiToken ?? "make one in the console, under Settings"}`,
    "",
    "  Schedule a job, every two seconds, that calls this server itself:",
    "",
    ...curlLines(url, apiToken ?? "$TOKEN"),
    "",
    ...notices(summary),
    "  Ctrl-C ends everything; the data stays.",
    "",
  ];
}

function curlLines(url: string, token: string): string[] {
  const job = {
    name: "Hello",
    template: "http-request",
    params: { method: "GET", url: `${url}/api/health/live` },
    schedule: { kind: "interval", every: "2s" },
  };
  return [
    `  curl -X POST ${url}/api/v1/jobs \\`,
    `    -H "Authorization: Bearer ${token}" \\`,
    "    -H 'Content-Type: application/json' \\",
    `    -d '${JSON.stringify(job)}'`,
  ];
}

function notices(summary: Summary): string[] {
  const { url, registrationOpen, httpAllow, loopbackOnly, mailbox, provider } = summary;
  return [
    ...(provider === null
      ? []
      : [
          `  "Continue with the development provider" (${provider}) signs in by a click,`,
          "  as an administrator, an operator, a viewer or a guest.",
        ]),
    ...(registrationOpen
      ? [
          "  Registration is open: whoever reaches the sign-in page may make an account (REGISTRATION=closed).",
        ]
      : []),
    ...(httpAllow === "" ? [] : [`  Jobs may call internal addresses: HTTP_ALLOW=${httpAllow}.`]),
    ...(loopbackOnly
      ? ["  Only this machine can reach the console (HOST=0.0.0.0 opens it to others)."]
      : []),
    ...(mailbox
      ? [`  Mail is not delivered but shown at ${url}/mailbox (SMTP_URL names a real server).`]
      : []),
  ];
}
