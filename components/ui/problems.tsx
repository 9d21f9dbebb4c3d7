"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Problem } from "../../lib/domain/problem.ts";

type FindProblem = (pointer: string) => string | undefined;

const Problems = createContext<FindProblem>(() => undefined);

type Props = {
  /** Faults that may be shown by now. */
  readonly problems: readonly Problem[];
  readonly children: ReactNode;
};

/** Hands each field below it the fault at its own place. */
export function ProblemsProvider({ problems, children }: Props) {
  const byPointer = new Map(problems.map(({ pointer, message }) => [pointer, message]));
  return <Problems value={(pointer) => byPointer.get(pointer)}>{children}</Problems>;
}

/** The fault at a JSON pointer into what the form sends, if there is one to show. */
export function useProblem(pointer: string): string | undefined {
  return useContext(Problems)(pointer);
}
