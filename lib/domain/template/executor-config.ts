import { isJsonObject, isList, type JsonObject, type JsonValue, member } from "../json.ts";
import { isHeaderText, parseMailbox, parseMailboxes } from "../mail-address.ts";
import type { Executor } from "../policies.ts";
import { type Problem, pointerTo } from "../problem.ts";
import { EXECUTOR_SCHEMAS } from "./executor-schemas.ts";
import { httpUrlFault, urlTemplateFault } from "./http-url.ts";
import { validateTolerantly } from "./parameter-schema.ts";
import { hasPlaceholder, parsePlaceholders, wholePlaceholder } from "./placeholder-syntax.ts";
import { MASKED_SECRET } from "./secrets.ts";
import type { Opacity } from "./validation-walk.ts";

type Opaque = (text: string) => Opacity;
type Fault = (text: string) => string | null;

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADERS_OF_THE_CONNECTION = [
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
const OWN_HEADERS = /^(?:punctual|webhook)-/;

/**
 * Faults in the configuration of a template that is to be saved: unknown fields, wrong types, values no run could use.
 * Placeholders pass wherever their later value might. Pointers start at the configuration.
 */
export function checkExecutorConfig(executor: Executor, config: JsonValue): Problem[] {
  return check(executor, config, templateOpacity);
}

/** The same, strictly, after filling in; `masked` tells that secrets are covered and their content cannot be judged. */
export function checkRenderedConfig(
  executor: Executor,
  config: JsonValue,
  { masked }: { readonly masked: boolean },
): Problem[] {
  return check(executor, config, (text) =>
    masked && text.includes(MASKED_SECRET) ? "text" : null,
  );
}

function templateOpacity(text: string): Opacity {
  if (!hasPlaceholder(text)) return null;
  const parsed = parsePlaceholders(text);
  // A fault of syntax is reported with the placeholders.
  return parsed.ok && wholePlaceholder(parsed.parts) === null ? "text" : "whole";
}

function check(executor: Executor, config: JsonValue, opacity: Opaque): Problem[] {
  const shape = validateTolerantly(EXECUTOR_SCHEMAS[executor], config, opacity);
  if (!shape.valid || !isJsonObject(config)) return [...shape.errors];
  switch (executor) {
    case "http":
      return checkHttp(config, opacity);
    case "email":
      return checkEmail(config, opacity);
    case "container":
    case "external":
      return [];
  }
}

function checkHttp(config: JsonObject, opacity: Opaque): Problem[] {
  const urlFault: Fault = (url) =>
    opacity(url) === null ? httpUrlFault(url) : urlTemplateFault(url);
  return [
    ...textProblems(member(config, "url"), "/url", urlFault),
    ...textProblems(member(config, "cancelUrl"), "/cancelUrl", urlFault),
    ...headerProblems(member(config, "headers"), opacity),
  ];
}

function headerProblems(headers: JsonValue | undefined, opacity: Opaque): Problem[] {
  if (!isJsonObject(headers)) return [];
  const seen = new Set<string>();
  return Object.entries(headers).flatMap(([name, value]) => {
    const pointer = pointerTo("/headers", name);
    const key = name.toLowerCase();
    const fault = seen.has(key) ? "is given twice" : headerNameFault(name, key);
    seen.add(key);
    if (fault !== null) return [{ pointer, message: fault }];
    return textProblems(value, pointer, (text) =>
      opacity(text) === null ? headerValueFault(text) : lineFault(text),
    );
  });
}

function headerNameFault(name: string, key: string): string | null {
  if (!HEADER_NAME.test(name)) return "is not a header name";
  if (HEADERS_OF_THE_CONNECTION.includes(key)) return "is set by the connection, not by hand";
  return OWN_HEADERS.test(key) ? "is set by Punctual itself" : null;
}

function headerValueFault(text: string): string | null {
  const plain = /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
  const message = "must hold only characters of Latin-1, without control characters";
  return lineFault(text) ?? (plain ? null : message);
}

function lineFault(text: string): string | null {
  return /[\r\n]/.test(text) ? "must be a single line" : null;
}

function checkEmail(config: JsonObject, opacity: Opaque): Problem[] {
  const judged =
    (fault: Fault): Fault =>
    (text) =>
      headerTextFault(text) ?? (opacity(text) === null ? fault(text) : null);
  return [
    ...recipientProblems(member(config, "to"), "/to", judged),
    ...recipientProblems(blankAsAbsent(member(config, "cc")), "/cc", judged),
    ...recipientProblems(blankAsAbsent(member(config, "bcc")), "/bcc", judged),
    ...textProblems(member(config, "from"), "/from", judged(mailboxFault)),
    ...textProblems(member(config, "subject"), "/subject", headerTextFault),
  ];
}

/**
 * A text may hold several addresses, with commas between; an item of a list is one, so that a name filled in there
 * cannot bring further recipients along.
 */
function recipientProblems(
  value: JsonValue | undefined,
  pointer: string,
  judged: (fault: Fault) => Fault,
): Problem[] {
  if (value === undefined || !isList(value))
    return textProblems(value, pointer, judged(mailboxesFault));
  return value.flatMap((item, index) =>
    textProblems(item, pointerTo(pointer, index), judged(mailboxFault)),
  );
}

/** What a parameter nobody filled in becomes. */
function blankAsAbsent(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === "string" && value.trim() === "" ? undefined : value;
}

function headerTextFault(text: string): string | null {
  return isHeaderText(text) ? null : "must be a single line without control characters";
}

function mailboxFault(text: string): string | null {
  return parseMailbox(text) === null
    ? "must be one e-mail address, such as ops@example.com or Ops <ops@example.com>"
    : null;
}

function mailboxesFault(text: string): string | null {
  return parseMailboxes(text) === null
    ? "must be e-mail addresses such as ops@example.com or Ops <ops@example.com>, with commas between"
    : null;
}

function textProblems(value: JsonValue | undefined, pointer: string, fault: Fault): Problem[] {
  const message = typeof value === "string" ? fault(value) : null;
  return message === null ? [] : [{ pointer, message }];
}
