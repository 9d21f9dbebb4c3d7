import { canonicalJson, type JsonObject } from "../../lib/domain/json.ts";

/** What of a form differs from what a run had: values to send, and names that were emptied. */
export type ChangedParams = {
  readonly params: JsonObject;
  /** The server replaces by name, so what is left out keeps the run's value. */
  readonly emptied: readonly string[];
};

/** Compares a filled form with the parameters it was filled from, by top-level name. */
export function changedParams(before: JsonObject, after: JsonObject): ChangedParams {
  const params = Object.entries(after).filter(([name, value]) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    return old === undefined || canonicalJson(old) !== canonicalJson(value);
  });
  const emptied = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  return { params: Object.fromEntries(params), emptied };
}
