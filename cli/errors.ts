/** What was typed cannot be understood; nothing was sent. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
}

/** There is no Punctual where it was looked for, or it went away. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  readonly code = "unreachable";
}

/** What was asked for was done and ended badly; it has been shown already. */
export class FailedRun extends Error {
  override readonly name = "FailedRun";
  readonly code = "run_failed";
}

export const EXIT = { ok: 0, refused: 1, usage: 2, unreachable: 3 } as const;
