import { logger } from "../../platform/logger.ts";

/** Takes what next-auth logs, without values of requests: codes, tokens and cookies are no business of a log. */
export const authLogger = {
  error: (code: string, metadata: unknown) => {
    logger("sign-in").warn({ code, ...whatOf(metadata) }, "a sign-in did not succeed");
  },
  warn: (code: string) => logger("sign-in").debug({ code }, "next-auth warns"),
  debug: () => undefined,
};

function whatOf(metadata: unknown): { readonly provider?: unknown; readonly why?: string } {
  if (metadata instanceof Error) return { why: explained(metadata) };
  if (typeof metadata !== "object" || metadata === null) return {};
  const { error, providerId } = metadata as Readonly<Record<string, unknown>>;
  return error instanceof Error
    ? { provider: providerId, why: explained(error) }
    : { provider: providerId };
}

function explained({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
