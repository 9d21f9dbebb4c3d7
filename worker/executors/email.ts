import type { Mailbox } from "../../lib/domain/mail-address.ts";
import type { SmtpServer } from "../../lib/platform/smtp-url.ts";
import { type Deadline, openDeadline } from "./deadline.ts";
import { type EmailConfig, parseEmailConfig, parseSender } from "./email/config.ts";
import { type EmailFault, faultOf, oneLine } from "./email/fault.ts";
import { createMailer, type Mailer, type Sending, type Sent } from "./email/mailer.ts";
import { messageOf, recipientsOf } from "./email/message.ts";
import { outcomeOfCause, outcomeOfFault, outcomeOfSent } from "./email/outcome.ts";
import type {
  AbortCause,
  Execution,
  ExecutionContext,
  ExecutionOutcome,
  Executor,
} from "./executor.ts";

export type EmailExecutorOptions = {
  /** The only server mail goes to; null where the installation has none. */
  readonly server: SmtpServer | null;
  /** The sender of messages that name none. */
  readonly from: string | null;
  /** The date of messages in milliseconds of the epoch. */
  readonly now: () => number;
};

/** The executor for `email`; `close` ends the connections it keeps between messages. */
export type EmailExecutor = Executor & { readonly kind: "email"; close(): void };

/** What a worker that shuts down grants a message that is being taken, so that it need not go out twice. */
const SHUTDOWN_GRACE_MS = 1_500;

const NO_SERVER: EmailFault = {
  code: "worker_error",
  message:
    "This worker has no mail server: set SMTP_URL, such as smtp://user:password@mail.example.com:587, and start it again.",
  retryable: false,
};

const NO_SENDER: EmailFault = {
  code: "worker_error",
  message:
    "There is no sender: give the job a from, or set SMTP_FROM of the worker to an address such as Punctual <punctual@example.com>.",
  retryable: false,
};

type Attempt = {
  readonly execution: Execution;
  readonly context: ExecutionContext;
  readonly deadline: Deadline;
  readonly server: SmtpServer;
  readonly mailer: Mailer;
  readonly sender: Mailbox | null;
  readonly now: () => number;
};

/** Sends runs as mail over one server. Throws where that server's file of authorities cannot be read. */
export function createEmailExecutor(options: EmailExecutorOptions): EmailExecutor {
  const { server, from, now } = options;
  const mailer = server === null ? null : createMailer(server);
  const sender = from === null ? null : parseSender(from);
  return {
    kind: "email",
    execute: async (execution, context) => {
      if (server === null || mailer === null) return failed(NO_SERVER, context);
      const deadline = openDeadline(context.signal, execution.timeoutMs);
      try {
        return await run({ execution, context, deadline, server, mailer, sender, now });
      } finally {
        deadline.close();
      }
    },
    close: () => mailer?.close(),
  };
}

async function run(attempt: Attempt): Promise<ExecutionOutcome> {
  const { execution, context, deadline } = attempt;
  const parsed = parseEmailConfig(execution.config);
  if (!parsed.ok) {
    const { problem } = parsed;
    return failed({ code: "template_invalid", message: problem, retryable: false }, context);
  }
  const sender = parsed.config.from ?? attempt.sender;
  if (sender === null) return failed(NO_SENDER, context);
  try {
    const sent = await send(parsed.config, sender, attempt);
    noteSent(sent, context);
    return outcomeOfSent(sent);
  } catch (error) {
    const cause = deadline.cause();
    if (cause !== null) return outcomeOfCause(cause, execution.timeoutMs);
    const fault = faultOf(error);
    if (fault === null) throw error;
    return failed(fault, context);
  }
}

async function send(config: EmailConfig, sender: Mailbox, attempt: Attempt): Promise<Sent> {
  const { execution, context, deadline, server, mailer, now } = attempt;
  const message = messageOf(config, sender, execution, now());
  const recipients = recipientsOf(config);
  context.log(
    "system",
    `${message.messageId} from ${sender.address} to ${people(recipients.length)}, over ${server.host}:${server.port}`,
  );
  deadline.signal.throwIfAborted();
  const sending = mailer.send(message);
  const ending = endWith(sending, deadline, execution.cancelGraceMs);
  try {
    return await sending.done;
  } finally {
    ending.close();
  }
}

/**
 * Ends the sending with the attempt: at once, except that a server which has begun to take the message when the run is
 * cancelled may say whether it did, so that a message that went out is not told as cancelled.
 */
function endWith(sending: Sending, { signal, cause }: Deadline, cancelGraceMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    const grace = sending.isUnderWay() ? graceOf(cause(), cancelGraceMs) : 0;
    if (grace === 0) sending.abort();
    else timer = setTimeout(() => sending.abort(), grace);
  };
  signal.addEventListener("abort", end, { once: true });
  return {
    close: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    },
  };
}

function graceOf(cause: AbortCause | null, cancelGraceMs: number): number {
  if (cause === "cancelled") return cancelGraceMs;
  return cause === "shutdown" ? SHUTDOWN_GRACE_MS : 0;
}

function noteSent({ accepted, rejected, reasons, response }: Sent, context: ExecutionContext) {
  for (const [index, address] of rejected.entries())
    context.log("system", `Refused ${address}: ${oneLine(reasons[index] ?? "no reason given")}`);
  context.log("system", `Accepted for ${people(accepted.length)}: ${oneLine(response)}`);
}

function failed(fault: EmailFault, context: ExecutionContext): ExecutionOutcome {
  context.log("system", fault.message);
  return outcomeOfFault(fault);
}

function people(count: number): string {
  return count === 1 ? "1 recipient" : `${count} recipients`;
}
