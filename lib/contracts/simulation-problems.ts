import { isObject, member } from "../domain/json.ts";
import { type Problem, prefixProblems } from "../domain/problem.ts";
import { rangeProblems } from "../domain/simulate/range.ts";
import { instantInput } from "./common.ts";
import { definitionProblems } from "./definition-problems.ts";

/** What the domain has against the parts of a simulation that are well formed while something else of it is not. */
export function simulationProblems(body: unknown): readonly Problem[] {
  if (!isObject(body)) return [];
  const [from, to] = [instantInput.safeParse(body["from"]), instantInput.safeParse(body["to"])];
  return [
    ...definitionProblems(body),
    ...prefixProblems("/compareWith", definitionProblems(member(body, "compareWith"))),
    ...(from.success && to.success
      ? rangeProblems(Date.parse(from.data), Date.parse(to.data))
      : []),
  ];
}
