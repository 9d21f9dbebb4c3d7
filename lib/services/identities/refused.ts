import { ServiceError } from "../../domain/errors.ts";
import { IDENTITY_REFUSALS, type IdentityRefusal } from "../../domain/identity/refusals.ts";

/** A provider vouches for somebody who is not let in; `reason` says why. */
export class IdentityRefused extends ServiceError {
  readonly reason: IdentityRefusal;

  constructor(reason: IdentityRefusal) {
    super("forbidden", IDENTITY_REFUSALS[reason]);
    this.reason = reason;
  }
}
