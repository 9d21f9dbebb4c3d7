import { type Bits, bitCount, bitsOf } from "./bits.ts";
import { type Element, type Fault, parseElement } from "./cron-element.ts";
import { FIELDS, type FieldSpec } from "./cron-field.ts";

/** The dates a cron expression names (D1, D2). Bit d - 1 of a day mask is day d; bit w of a weekday mask is weekday w. */
export type CronDates = {
  readonly monthRestricted: boolean;
  /** Bit m is month m. */
  readonly months: number;
  /** Null: every year. */
  readonly years: ReadonlySet<number> | null;
  readonly dayRestricted: boolean;
  readonly days: number;
  /** Bit n is `L-n`, bit 0 `L` itself. */
  readonly lastDays: number;
  readonly lastWeekday: boolean;
  /** Bit n - 1 is `nW`. */
  readonly nearestWeekdays: number;
  readonly weekdayRestricted: boolean;
  readonly weekdays: number;
  /** Weekday masks of `#1` to `#5`. */
  readonly nthWeekdays: readonly [number, number, number, number, number];
  readonly lastWeekdays: number;
};

/** A cron expression in numbers. `wildcardHour`: the hours follow real time (Z4). */
export type Cron = {
  readonly seconds: Bits;
  readonly minutes: Bits;
  readonly hours: Bits;
  readonly wildcardHour: boolean;
  readonly dates: CronDates;
  /** Whether it has seconds or years of its own. */
  readonly fieldCount: number;
  readonly usesHash: boolean;
  /** Date fields written `*` with a step, which Vixie cron takes for unrestricted (D1). */
  readonly steppedStars: readonly ("dayOfMonth" | "dayOfWeek")[];
};

/** Longest expression that is read at all (S6). */
export const MAX_EXPRESSION = 500;

const MACROS: Readonly<Record<string, string>> = {
  "@HOURLY": "0 * * * *",
  "@DAILY": "0 0 * * *",
  "@MIDNIGHT": "0 0 * * *",
  "@WEEKLY": "0 0 * * 0",
  "@MONTHLY": "0 0 1 * *",
  "@YEARLY": "0 0 1 1 *",
  "@ANNUALLY": "0 0 1 1 *",
};

type Token = { readonly text: string; readonly position: number };
type Field = {
  readonly spec: FieldSpec;
  readonly text: string;
  readonly elements: readonly Element[];
};

/**
 * Reads a cron expression by rules X1–X6; `jobId` feeds `H`. Problems name the field and the position in the expression
 * counted from 1, one for each field that has any.
 */
export function parseCron(
  expression: string,
  jobId: string,
): { ok: true; cron: Cron } | { ok: false; problems: string[] } {
  const problem = wholeProblem(expression);
  if (problem) return { ok: false, problems: [problem] };
  const tokens = tokensOf(expression);
  const specs = specsFor(tokens.length);
  if (!specs) return { ok: false, problems: [countProblem(expression, tokens)] };
  const problems: string[] = [];
  const fields = tokens.map((token, i) => {
    const spec = specs[i] ?? FIELDS[0];
    const read = parseField(token.text.toUpperCase(), spec, jobId);
    if ("fault" in read) {
      problems.push(
        `${sentence(read.fault)}, at position ${token.position + read.offset} in field ${spec.label}.`,
      );
    }
    return { spec, text: token.text.toUpperCase(), elements: "fault" in read ? [] : read };
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, cron: toCron(fields) };
}

function wholeProblem(expression: string): string | null {
  if (expression.length > MAX_EXPRESSION) {
    return `An expression has at most ${MAX_EXPRESSION} characters; this one has ${expression.length}, too many from position ${MAX_EXPRESSION + 1} on.`;
  }
  const strange = /[^\t\x20-\x7e]/.exec(expression);
  if (strange) {
    const what = /[\r\n]/.test(strange[0]) ? "A line break" : "This character";
    return `${what} cannot stand in an expression, at position ${strange.index + 1}.`;
  }
  const text = expression.trim();
  if (/^(CRON_)?TZ=/i.test(text)) {
    return "A time zone cannot stand in the expression; put it into timeZone, at position 1.";
  }
  if (text.startsWith("@") && !MACROS[text.toUpperCase()]) {
    return `"${text.slice(0, 20)}" is not one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually, at position 1.`;
  }
  return null;
}

/** The fields of an expression, a macro written out, with their positions counted from 1. */
export function tokensOf(expression: string): Token[] {
  const macro = MACROS[expression.trim().toUpperCase()];
  return [...(macro ?? expression).matchAll(/[^ \t]+/g)].map((match) => ({
    text: match[0],
    position: match.index + 1,
  }));
}

function specsFor(count: number): readonly FieldSpec[] | null {
  if (count === 5) return FIELDS.slice(1, 6);
  if (count === 6) return FIELDS.slice(0, 6);
  return count === 7 ? FIELDS : null;
}

/** Points to the first field too many, or to the end, where one is missing. */
function countProblem(expression: string, tokens: readonly Token[]): string {
  const position = tokens[7]?.position ?? expression.trimEnd().length + 1;
  return `An expression has 5 fields (minute, hour, day of month, month, day of week), 6 with seconds first, or 7 with seconds first and years last; this one has ${tokens.length}, at position ${position}.`;
}

function parseField(text: string, spec: FieldSpec, jobId: string): readonly Element[] | Fault {
  const question = text.indexOf("?");
  if (question >= 0) return parseQuestion(text, spec, question, jobId);
  const elements: Element[] = [];
  let offset = 0;
  for (const part of text.split(",")) {
    const element = parseElement(part, spec, jobId);
    if ("fault" in element) return { ...element, offset: element.offset + offset };
    elements.push(element);
    offset += part.length + 1;
  }
  return elements;
}

function parseQuestion(
  text: string,
  spec: FieldSpec,
  offset: number,
  jobId: string,
): readonly Element[] | Fault {
  if (spec.name !== "dayOfMonth" && spec.name !== "dayOfWeek") {
    return { fault: "? can stand only for the day of month or the day of week", offset };
  }
  if (text !== "?") return { fault: "? must stand alone in its field", offset };
  const all = parseElement("*", spec, jobId);
  return "fault" in all ? all : [all];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function toCron(fields: readonly Field[]): Cron {
  const by = new Map(fields.map((field) => [field.spec.name, field]));
  const hour = by.get("hour");
  const hours = bitsOf(valuesOf(hour));
  const stepped = (["dayOfMonth", "dayOfWeek"] as const).filter((name) =>
    /(^|,)\*\//.test(by.get(name)?.text ?? ""),
  );
  return {
    seconds: bitsOf(by.has("second") ? valuesOf(by.get("second")) : [0]),
    minutes: bitsOf(valuesOf(by.get("minute"))),
    hours,
    wildcardHour: bitCount(hours) === 24 || /(^|,)(\*|H\/)/.test(hour?.text ?? ""),
    dates: toDates(by.get("dayOfMonth"), by.get("month"), by.get("dayOfWeek"), by.get("year")),
    fieldCount: fields.length,
    usesHash: fields.some((field) => /(^|,)H/.test(field.text)),
    steppedStars: stepped,
  };
}

function toDates(
  day: Field | undefined,
  month: Field | undefined,
  weekday: Field | undefined,
  year: Field | undefined,
): CronDates {
  const days = day?.elements ?? [];
  const weekdays = weekday?.elements ?? [];
  const nth = (n: number) =>
    maskOf(weekdays.flatMap((e) => (e.kind === "nth" && e.nth === n ? [e.weekday] : [])));
  return {
    monthRestricted: month?.text !== "*",
    months: maskOf(valuesOf(month)),
    years: !year || year.text === "*" ? null : new Set(valuesOf(year)),
    dayRestricted: isRestricted(day),
    days: maskOf(valuesOf(day).map((d) => d - 1)),
    lastDays: maskOf(days.flatMap((e) => (e.kind === "last" ? [e.daysBefore] : []))),
    lastWeekday: days.some((e) => e.kind === "lastWeekday"),
    nearestWeekdays: maskOf(days.flatMap((e) => (e.kind === "nearestWeekday" ? [e.day - 1] : []))),
    weekdayRestricted: isRestricted(weekday),
    weekdays: maskOf(valuesOf(weekday)),
    nthWeekdays: [nth(1), nth(2), nth(3), nth(4), nth(5)],
    lastWeekdays: maskOf(weekdays.flatMap((e) => (e.kind === "lastOf" ? [e.weekday] : []))),
  };
}

function isRestricted(field: Field | undefined): boolean {
  return field !== undefined && field.text !== "*" && field.text !== "?";
}

function valuesOf(field: Field | undefined): number[] {
  return (field?.elements ?? []).flatMap((e) => (e.kind === "values" ? [...e.values] : []));
}

function maskOf(positions: readonly number[]): number {
  return positions.reduce((mask, position) => mask | (1 << position), 0);
}
