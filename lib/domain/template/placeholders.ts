import { isDeeperThan, isJsonObject, type JsonObject, type JsonValue, member } from "../json.ts";
import type { Executor } from "../policies.ts";
import type { Problem } from "../problem.ts";
import { coerceTexts } from "./coerce-texts.ts";
import { checkExecutorConfig, checkRenderedConfig } from "./executor-config.ts";
import { EXECUTOR_SCHEMAS } from "./executor-schemas.ts";
import { fillValue, type Secret, startFilling } from "./fill.ts";
import { isSecretName } from "./formats.ts";
import { MAX_DEPTH, validateParams } from "./parameter-schema.ts";
import { valueAt } from "./placeholder-names.ts";
import { checkPlaceholders, type PlaceholderCheck } from "./placeholder-problems.ts";
import { parsePlaceholders, wholePlaceholder } from "./placeholder-syntax.ts";
import { MASKED_SECRET } from "./secrets.ts";
import type {
  ParameterSchema,
  PlaceholderOptions,
  Rendered,
  RenderInput,
  Validation,
} from "./types.ts";

/**
 * What is wrong with the placeholders of a configuration that is to be saved: syntax, unknown names, filters. Pointers
 * start at the configuration.
 */
export function findPlaceholderProblems(
  config: JsonValue,
  schema: ParameterSchema,
  options: PlaceholderOptions,
): Problem[] {
  if (isDeeperThan(config, MAX_DEPTH)) return [TOO_DEEP];
  const names = options.scope === "template" ? schema : null;
  const check: PlaceholderCheck = { schema: names, options, problems: [], count: 0 };
  checkPlaceholders(config, "", check);
  return check.problems;
}

/**
 * What would be executed: the configuration with every placeholder filled in once, checked strictly. Never throws on any
 * input; problems point into the configuration (for built-in templates into the parameters, which are the same there).
 */
export function renderConfig(input: RenderInput): Rendered {
  const { executor, secrets } = input;
  const masked = secrets === "masked";
  const secret = (name: string): Secret | null => {
    if (masked) return { value: MASKED_SECRET, masked };
    const value = secrets.get(name);
    return value === undefined ? null : { value, masked };
  };
  const { config, problems } = fillConfig(input, secret);
  if (problems.length > 0) return { ok: false, problems };
  const faults = [
    ...checkRenderedConfig(executor, config, { masked }),
    ...(masked ? [] : missingSecretNames(input, config, secrets)),
  ];
  if (faults.length > 0) return { ok: false, problems: faults };
  return { ok: true, config: masked ? config : withNamedSecrets(input, config, secrets) };
}

/** Names of the secrets that `renderConfig` needs for this input, and those the executor is given by name; sorted. */
export function findSecretNames(input: Omit<RenderInput, "secrets" | "context">): string[] {
  const names = new Set<string>();
  const secret = (name: string): Secret => {
    names.add(name);
    return { value: MASKED_SECRET, masked: true };
  };
  const { config } = fillConfig({ ...input, context: ANY_CONTEXT }, secret);
  for (const name of namesForExecutor(input.executor, config)) names.add(name);
  return [...names].sort();
}

/**
 * Whether a job's parameters may be saved: they fit the template's schema; on a built-in template they are configuration
 * too, so the executor's rules and their placeholders are checked as well. Pointers start at the parameters.
 */
export function checkJobParams(
  template: Pick<RenderInput, "executor" | "schema" | "builtIn">,
  params: unknown,
  secretNames?: ReadonlySet<string>,
): Validation {
  const { executor, schema, builtIn } = template;
  const validation = validateParams(schema, params);
  if (!validation.valid || !builtIn) return validation;
  const options = { executor, scope: "built_in" as const, ...(secretNames && { secretNames }) };
  const errors = [
    ...checkExecutorConfig(executor, validation.value),
    ...findPlaceholderProblems(validation.value, schema, options),
  ];
  return { ...validation, valid: errors.length === 0, errors };
}

const TOO_DEEP: Problem = {
  pointer: "",
  message: `must not be nested deeper than ${MAX_DEPTH} levels`,
};

const ANY_CONTEXT: RenderInput["context"] = {
  run: { id: "", attempt: 1, trigger: "manual" },
  job: { id: "", name: "" },
  scheduledFor: "1970-01-01T00:00:00.000Z",
};

function fillConfig(
  input: Omit<RenderInput, "secrets">,
  secret: (name: string) => Secret | null,
): { config: JsonObject; problems: readonly Problem[] } {
  const { executor, builtIn, context, schema, derived = null } = input;
  if (isDeeperThan(input.config, MAX_DEPTH) || isDeeperThan(input.params, MAX_DEPTH))
    return { config: {}, problems: [TOO_DEEP] };
  const params = builtIn ? null : { values: input.params, schema };
  const filling = startFilling({ executor, params, context, secret, derived });
  const filled = fillValue(builtIn ? parametersAsConfig(input) : input.config, "", filling);
  const typed = coerceTexts(EXECUTOR_SCHEMAS[executor], filled ?? {});
  const config = isJsonObject(typed) ? typed : {};
  return { config: withPayload(input, config), problems: filling.problems };
}

/** The configuration of a built-in template: each `{{ params.x }}` replaced by the parameter as saved, absent ones left out. */
function parametersAsConfig({
  config,
  params,
}: Pick<RenderInput, "config" | "params">): JsonObject {
  const members = Object.entries(config).flatMap(([name, value]): [string, JsonValue][] => {
    const taken = parameterOf(value, params);
    return taken === undefined ? [] : [[name, taken]];
  });
  return Object.fromEntries(members);
}

function parameterOf(value: JsonValue, params: JsonObject): JsonValue | undefined {
  const parsed = typeof value === "string" ? parsePlaceholders(value) : null;
  const whole = parsed?.ok ? wholePlaceholder(parsed.parts) : null;
  if (whole?.operand.kind !== "name" || whole.operand.path[0] !== "params") return value;
  return valueAt(params, whole.operand.path.slice(1));
}

/** External work without a payload of its own gets the job's parameters. */
function withPayload(
  { executor, builtIn, params }: Pick<RenderInput, "executor" | "builtIn" | "params">,
  config: JsonObject,
): JsonObject {
  if (executor !== "external" || builtIn || Object.hasOwn(config, "payload")) return config;
  return { ...config, payload: params };
}

function namesForExecutor(executor: Executor, config: JsonObject): string[] {
  const name = executor === "container" ? member(config, "registrySecret") : undefined;
  return typeof name === "string" && isSecretName(name) ? [name] : [];
}

/** The configuration with the secrets it only names so far, for the executor that takes them so. */
function withNamedSecrets(
  { executor }: Pick<RenderInput, "executor">,
  config: JsonObject,
  secrets: ReadonlyMap<string, string>,
): JsonObject {
  const [name] = namesForExecutor(executor, config);
  const value = name === undefined ? undefined : secrets.get(name);
  return value === undefined ? config : { ...config, registrySecret: value };
}

function missingSecretNames(
  { executor }: Pick<RenderInput, "executor">,
  config: JsonObject,
  secrets: ReadonlyMap<string, string>,
): Problem[] {
  return namesForExecutor(executor, config)
    .filter((name) => !secrets.has(name))
    .map((name) => ({
      pointer: "/registrySecret",
      message: `there is no secret ${name} in this project`,
    }));
}
