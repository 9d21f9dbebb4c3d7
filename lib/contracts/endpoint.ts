import type { z } from "zod";
import type { Problem } from "../domain/problem.ts";
import type { Scope } from "./scope.ts";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

/** One kind of answer: what it means and what it holds. Without a schema it has no body of ours. */
export type Answer = {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** When it is not JSON. */
  readonly contentType?: string;
};

/**
 * One call of the REST interface, declared once: the route wrapper obeys it, the OpenAPI document describes it, the
 * test of access rights walks over it.
 */
export type Endpoint = {
  /** Unique; becomes the OpenAPI operation. */
  readonly id: string;
  readonly method: Method;
  /** From the root, parameters in braces: `/api/v1/jobs/{id}`. */
  readonly path: `/api/${string}`;
  readonly tag: string;
  readonly summary: string;
  /** `public` asks for nobody, `signed-in` for anybody, a scope for a credential that holds it. */
  readonly access: "public" | "signed-in" | Scope;
  readonly query?: z.ZodObject;
  /** A body whose fields are all optional may be absent. Calls that declare none take none. */
  readonly body?: z.ZodType;
  /** More that can be said against a body its schema refuses, so that every problem is told at once. */
  readonly furtherProblems?: (body: unknown) => readonly Problem[];
  /** Largest body in bytes where it is another than usual. */
  readonly maxBodyBytes?: number;
  /** Calls of workers: as many as they need, not counted against the limit of calls. */
  readonly unmetered?: true;
  /** Text that cannot be stored is replaced in place of being refused: it was written by programs at work. */
  readonly mends?: true;
  /** It makes something: `Idempotency-Key` is honoured. */
  readonly creates?: true;
  /** `If-Match` is honoured. */
  readonly versioned?: true;
  /** Answers of success; refusals are the same everywhere. */
  readonly answers: { readonly [status: number]: Answer };
};

/** Declares a call, keeping the exact types of its schemas. */
export function endpoint<const E extends Endpoint>(declared: E): E {
  return declared;
}

/** Names and values of the braces of a path. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name | keyof PathParams<Rest>]: string }
  : Readonly<Record<never, string>>;

/** What a call's query parameters become. */
export type QueryOf<E extends Endpoint> = E["query"] extends z.ZodType
  ? z.output<E["query"]>
  : Readonly<Record<never, never>>;

/** What a call's body becomes. */
export type BodyOf<E extends Endpoint> = E["body"] extends z.ZodType
  ? z.output<E["body"]>
  : Readonly<Record<never, never>>;
