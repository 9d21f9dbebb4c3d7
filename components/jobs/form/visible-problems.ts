import type { Problem } from "../../../lib/domain/problem.ts";

/** What the server refused, and the body it refused. */
export type Refusal = { readonly problems: readonly Problem[]; readonly body: unknown };

type Sources = {
  readonly own: readonly Problem[];
  readonly refusal: Refusal | null;
  readonly body: unknown;
  /** Fields the reader has been in. */
  readonly touched: ReadonlySet<string>;
  readonly submitted: boolean;
};

/**
 * The faults a form may show by now: its own once the reader has left the field or tried to save, the server's until
 * the value it refused is changed. One per place, the form's own first.
 */
export function visibleProblems(sources: Sources): readonly Problem[] {
  const { own, refusal, body, touched, submitted } = sources;
  const mine = own.filter(({ pointer }) => submitted || wasTouched(pointer, touched));
  const theirs = (refusal?.problems ?? []).filter(
    ({ pointer }) => textAt(body, pointer) === textAt(refusal?.body, pointer),
  );
  const places = new Set(mine.map(({ pointer }) => pointer));
  return [...mine, ...theirs.filter(({ pointer }) => !places.has(pointer))];
}

/** A fault inside a field, such as an item of a list, is shown with the field. */
function wasTouched(pointer: string, touched: ReadonlySet<string>): boolean {
  return [...touched].some((field) => pointer === field || pointer.startsWith(`${field}/`));
}

function textAt(body: unknown, pointer: string): string {
  const names = pointer.split("/").slice(1);
  const value = names.reduce<unknown>(
    (parent, name) =>
      typeof parent === "object" && parent !== null
        ? Reflect.get(parent, name.replaceAll("~1", "/").replaceAll("~0", "~"))
        : undefined,
    body,
  );
  return JSON.stringify(value) ?? "";
}
