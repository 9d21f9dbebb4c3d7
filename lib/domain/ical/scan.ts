/** A property line after unfolding, as it stands in the file: `DTSTART;VALUE=DATE:20261225`. */
export type ContentLine = { readonly name: string; readonly text: string };

/** An event of a file: its content lines, those of nested components left out, and the line it begins on, from 1. */
export type EventLines = { readonly line: number; readonly lines: readonly ContentLine[] };

/** A file taken apart: the properties of the calendar itself, and its events. */
export type ScannedFile = {
  readonly calendar: readonly ContentLine[];
  readonly events: readonly EventLines[];
};

const MAX_LINES = 100_000;
const MAX_EVENTS = 5_000;
const MAX_DEPTH = 8;

/** Thrown inside this folder for a file that cannot be taken; the message says what and where. */
export class IcalError extends Error {
  override readonly name = "IcalError";
}

/** Takes an iCalendar file apart (RFC 5545, 3.4 and 3.6), whatever its line ends. Throws IcalError. */
export function scanFile(text: string): ScannedFile {
  const calendar: ContentLine[] = [];
  const events: { line: number; lines: ContentLine[] }[] = [];
  const open: string[] = [];

  const begin = (component: string, line: number): void => {
    if (open.length === 0 && component !== "VCALENDAR") throw notIcal(line);
    if (open.length >= MAX_DEPTH) throw at(line, `components nest more than ${MAX_DEPTH} deep`);
    open.push(component);
    if (component !== "VEVENT" || open.length !== 2) return;
    if (events.length >= MAX_EVENTS) throw new IcalError(`It has more than ${MAX_EVENTS} events.`);
    events.push({ line, lines: [] });
  };
  const end = (component: string, line: number): void => {
    const last = open.pop();
    if (last !== component) throw at(line, `END:${component} where ${endWanted(last)} was due`);
  };
  const property = (content: ContentLine, line: number): void => {
    if (open.length === 0) throw notIcal(line);
    if (open.length === 1) calendar.push(content);
    else if (open.length === 2 && open[1] === "VEVENT") events.at(-1)?.lines.push(content);
  };

  for (const { line, text: content } of unfold(text)) {
    const [, name = "", value = ""] = /^([A-Za-z0-9-]+)[;:](.*)$/s.exec(content) ?? [];
    const upper = name.toUpperCase();
    if (upper === "BEGIN") begin(value.trim().toUpperCase(), line);
    else if (upper === "END") end(value.trim().toUpperCase(), line);
    else if (name !== "" || open.length === 0) property({ name: upper, text: content }, line);
  }
  if (open.length > 0)
    throw new IcalError(`It ends in the middle: ${endWanted(open.at(-1))} is missing.`);
  if (calendar.length === 0 && events.length === 0) throw notIcal(1);
  return { calendar, events };
}

function unfold(text: string): { line: number; text: string }[] {
  const raw = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/, MAX_LINES + 1);
  if (raw.length > MAX_LINES) throw new IcalError(`It has more than ${MAX_LINES} lines.`);
  const lines: { line: number; text: string }[] = [];
  for (const [index, one] of raw.entries()) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(one) && last !== undefined) last.text += one.slice(1);
    else if (one.trim() !== "") lines.push({ line: index + 1, text: one });
  }
  return lines;
}

function endWanted(component: string | undefined): string {
  return component === undefined ? "nothing" : `END:${component}`;
}

function notIcal(line: number): IcalError {
  return at(line, "this is no iCalendar file, which begins with BEGIN:VCALENDAR");
}

function at(line: number, what: string): IcalError {
  return new IcalError(`Line ${line}: ${what}.`);
}
