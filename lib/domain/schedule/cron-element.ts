import type { FieldSpec } from "./cron-field.ts";
import { spreadHash } from "./hash.ts";

/** One element of a field's list: numbers in the order they were written, or a date that depends on the month (X4). */
export type Element =
  | { readonly kind: "values"; readonly values: readonly number[] }
  | { readonly kind: "last"; readonly daysBefore: number }
  | { readonly kind: "lastWeekday" }
  | { readonly kind: "nearestWeekday"; readonly day: number }
  | { readonly kind: "nth"; readonly weekday: number; readonly nth: number }
  | { readonly kind: "lastOf"; readonly weekday: number };

/** What is wrong with a piece of text and where in it, counted from 0. */
export type Fault = { readonly fault: string; readonly offset: number };

type Sequence = { readonly values: readonly number[] };

/** Reads one element in upper case (X2–X5). `jobId` feeds `H`. */
export function parseElement(text: string, field: FieldSpec, jobId: string): Element | Fault {
  if (text === "") return { fault: "an element of the list is empty", offset: 0 };
  const special = parseSpecial(text, field);
  if (special) return special;
  const slash = text.indexOf("/");
  if (slash < 0) return parseBase(text, field, jobId, null);
  const step = parseStep(text.slice(slash + 1), field);
  if (typeof step !== "number") return { ...step, offset: step.offset + slash + 1 };
  return parseBase(text.slice(0, slash), field, jobId, step);
}

function parseSpecial(text: string, field: FieldSpec): Element | Fault | null {
  if (field.name === "dayOfMonth") return parseSpecialDay(text, field);
  if (field.name === "dayOfWeek") return parseSpecialWeekday(text, field);
  return null;
}

function parseSpecialDay(text: string, field: FieldSpec): Element | Fault | null {
  if (text === "L") return { kind: "last", daysBefore: 0 };
  if (text === "LW") return { kind: "lastWeekday" };
  const before = /^L-(\d+)$/.exec(text);
  if (before) {
    const days = Number(before[1]);
    if (days >= 1 && days <= 30) return { kind: "last", daysBefore: days };
    return { fault: `"${quote(text)}" must be L-1 to L-30`, offset: 2 };
  }
  const nearest = /^(\w+)W$/.exec(text);
  if (!nearest?.[1] || nearest[1] === "L") return null;
  const day = readValue(nearest[1], field, 0);
  return typeof day === "number" ? { kind: "nearestWeekday", day } : day;
}

function parseSpecialWeekday(text: string, field: FieldSpec): Element | Fault | null {
  const hash = text.indexOf("#");
  if (hash >= 0) {
    const weekday = readValue(text.slice(0, hash), field, 0);
    if (typeof weekday !== "number") return weekday;
    const nth = /^0*[1-5]$/.test(text.slice(hash + 1)) ? Number(text.slice(hash + 1)) : 0;
    if (nth > 0) return { kind: "nth", weekday: weekday % 7, nth };
    return { fault: "the number after # must be 1 to 5", offset: hash + 1 };
  }
  if (text === "L") {
    return {
      fault: "L needs a day before it here, such as 5L or FRIL for the last Friday",
      offset: 0,
    };
  }
  if (!/^\w+L$/.test(text)) return null;
  const weekday = readValue(text.slice(0, -1), field, 0);
  return typeof weekday === "number" ? { kind: "lastOf", weekday: weekday % 7 } : weekday;
}

function parseStep(text: string, field: FieldSpec): number | Fault {
  const step = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (step >= 1 && step <= field.size) return step;
  return { fault: `the step "${quote(text)}" must be 1 to ${field.size}`, offset: 0 };
}

function parseBase(
  text: string,
  field: FieldSpec,
  jobId: string,
  step: number | null,
): Element | Fault {
  if (text === "*") return every(sequence(field.min, field.last, field), step ?? 1, 0);
  if (/^H(\(|$)/.test(text)) return parseHash(text, field, jobId, step);
  const dash = text.indexOf("-");
  if (dash >= 0) {
    const range = parseRange(text, field, 0);
    return "fault" in range ? range : every(range, step ?? 1, 0);
  }
  const value = readValue(text, field, 0);
  if (typeof value !== "number") return value;
  if (step === null) return { kind: "values", values: [normal(value, field)] };
  return every(sequence(value, field.last, field), step, 0);
}

function parseHash(
  text: string,
  field: FieldSpec,
  jobId: string,
  step: number | null,
): Element | Fault {
  if (!field.hash) return { fault: `H cannot stand for a ${field.label}`, offset: 0 };
  const inner = /^H\((.*)\)$/.exec(text);
  if (text !== "H" && !inner) return { fault: `"${quote(text)}" must be H or H(a-b)`, offset: 0 };
  const range = inner ? parseRange(inner[1] ?? "", field, 2) : sequence(...field.hash, field);
  if ("fault" in range) return range;
  const span = range.values.length;
  const hash = spreadHash(`${jobId}|${field.name}`);
  if (step === null) return { kind: "values", values: range.values.slice(hash % span).slice(0, 1) };
  if (step > span)
    return {
      fault: `the step ${step} is longer than its range, which has ${span} ${span === 1 ? "value" : "values"}`,
      offset: text.length + 1,
    };
  return every(range, step, hash % step);
}

function parseRange(text: string, field: FieldSpec, at: number): Sequence | Fault {
  const dash = text.indexOf("-");
  if (dash < 0)
    return {
      fault: `"${quote(text)}" must be a range such as ${field.min}-${field.last}`,
      offset: at,
    };
  const from = readValue(text.slice(0, dash), field, at);
  if (typeof from !== "number") return from;
  const to = readValue(text.slice(dash + 1), field, at + dash + 1);
  if (typeof to !== "number") return to;
  if (from > to && field.name === "year") {
    return { fault: `the years ${from}-${to} run backwards`, offset: at };
  }
  return sequence(from, to, field);
}

/** The values from a to b, wrapping past the field's last one when a > b (X3). */
function sequence(from: number, to: number, field: FieldSpec): Sequence {
  const values: number[] = [];
  if (from <= to) {
    for (let v = from; v <= to; v++) values.push(normal(v, field));
    return { values };
  }
  for (let v = from; v <= field.max; v++) {
    if (field.name !== "dayOfWeek" || v <= field.last) values.push(v);
  }
  for (let v = field.min; v <= to; v++) values.push(v);
  return { values };
}

function every(range: Sequence, step: number, start: number): Element {
  return {
    kind: "values",
    values: range.values.filter((_, i) => i >= start && (i - start) % step === 0),
  };
}

/** In the day of week 7 is another way to write 0. */
function normal(value: number, field: FieldSpec): number {
  return field.name === "dayOfWeek" && value === 7 ? 0 : value;
}

function readValue(text: string, field: FieldSpec, offset: number): number | Fault {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (value >= field.min && value <= field.max) return value;
    return { fault: `"${quote(text)}" is not between ${field.min} and ${field.max}`, offset };
  }
  const name = field.names.indexOf(text);
  if (name >= 0) return field.firstName + name;
  if (text === "") return { fault: "a value is missing", offset };
  return { fault: `"${quote(text)}" is not understood`, offset };
}

function quote(text: string): string {
  return text.length > 20 ? `${text.slice(0, 20)}…` : text;
}
