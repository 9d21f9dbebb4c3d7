import { isObject, member } from "../domain/json.ts";
import { checkPolicies, resolvePolicies } from "../domain/policies.ts";
import type { Problem } from "../domain/problem.ts";
import { normalizeSchedule } from "../domain/schedule/normalize.ts";
import { policiesInput } from "./policies.ts";
import { scheduleInput } from "./schedule.ts";

type Body = Readonly<Record<string, unknown>>;

/**
 * What the domain has against the schedule and the policies of a body, where these are well formed while something else
 * of it is not. Questions of time (has it passed?) are left to the service, which asks the database's clock.
 */
export function definitionProblems(body: unknown): readonly Problem[] {
  if (!isObject(body)) return [];
  return [...scheduleProblems(body), ...policyProblems(body)];
}

function scheduleProblems(body: Body): readonly Problem[] {
  const parsed = scheduleInput.safeParse(member(body, "schedule"));
  if (!parsed.success) return [];
  const result = normalizeSchedule(parsed.data, { now: 0, setting: false });
  return result.ok ? [] : result.problems;
}

function policyProblems(body: Body): readonly Problem[] {
  const parsed = policiesInput.safeParse(member(body, "policies"));
  return parsed.success ? checkPolicies(resolvePolicies("http", parsed.data)) : [];
}
