import type { Logger } from "pino";
import { chainAudit } from "../lib/services/audit/chain.ts";
import type { Platform } from "../lib/services/context.ts";
import { Loop } from "./loop.ts";

/** How long a committed row of the audit may be without its place in the chain, while a worker is up. */
const LOOK_MS = 5_000;

/** Gives the rows of the audit their places in the chain, whichever worker comes first. */
export function createAuditChainer({ db }: Pick<Platform, "db">, options: { log: Logger }): Loop {
  const turn = async (): Promise<number> => {
    await chainAudit(db);
    return LOOK_MS;
  };
  return new Loop({ name: "audit-chainer", turn, log: options.log });
}
