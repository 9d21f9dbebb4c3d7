import type { Executor } from "../policies.ts";
import type { ParameterSchema } from "./types.ts";

const ADDRESSES: ParameterSchema = {
  type: ["array", "string"],
  items: { type: "string", minLength: 1, maxLength: 400 },
  minItems: 1,
  maxItems: 100,
  maxLength: 40_000,
};

const HTTP: ParameterSchema = {
  type: "object",
  required: ["method", "url"],
  additionalProperties: false,
  properties: {
    method: {
      type: "string",
      title: "Method",
      enum: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"],
    },
    url: {
      type: "string",
      title: "URL",
      description: "Where to send the request; http or https.",
      minLength: 1,
      maxLength: 8192,
    },
    headers: {
      type: "object",
      title: "Headers",
      description: "Sent with every request.",
      additionalProperties: { type: "string", maxLength: 8192 },
      maxProperties: 100,
    },
    body: {
      title: "Body",
      description: "Any JSON; a text is sent as it is.",
    },
    expectStatus: {
      type: "array",
      title: "Expected status",
      description: "What counts as success: classes such as 2xx or single codes such as 204.",
      items: { type: "string", pattern: "^[1-5](xx|[0-9]{2})$" },
      minItems: 1,
      maxItems: 50,
      uniqueItems: true,
    },
    followRedirects: {
      type: "boolean",
      title: "Follow redirects",
      description: "At most three, each checked like the first address.",
    },
    sign: {
      type: "boolean",
      title: "Sign",
      description: "Sign the request as Standard Webhooks says, with the project's key.",
    },
    mode: {
      type: "string",
      title: "Mode",
      description: "How the end of the run is known.",
      oneOf: [
        { const: "sync", title: "The answer is the result" },
        { const: "callback", title: "The target may answer 202 and report later" },
      ],
    },
    cancelUrl: {
      type: "string",
      title: "Cancel URL",
      description: "Called when a run that was handed over is cancelled.",
      minLength: 1,
      maxLength: 8192,
    },
  },
};

const EMAIL: ParameterSchema = {
  type: "object",
  required: ["to", "subject"],
  additionalProperties: false,
  properties: {
    to: {
      ...ADDRESSES,
      title: "To",
      description: "Such as ops@example.com or Ops <ops@example.com>.",
    },
    cc: { ...ADDRESSES, title: "Cc" },
    bcc: { ...ADDRESSES, title: "Bcc" },
    subject: { type: "string", title: "Subject", minLength: 1, maxLength: 998 },
    text: { type: "string", title: "Text", format: "multiline", maxLength: 200_000 },
    html: { type: "string", title: "HTML", format: "multiline", maxLength: 200_000 },
    from: {
      type: "string",
      title: "From",
      description: "The installation's sender where it is empty.",
      minLength: 1,
      maxLength: 400,
    },
  },
};

const CONTAINER: ParameterSchema = {
  type: "object",
  required: ["image"],
  additionalProperties: false,
  properties: {
    image: {
      type: "string",
      title: "Image",
      description: "With tag or digest, as the engine knows it.",
      minLength: 1,
      maxLength: 500,
    },
    command: {
      type: ["array", "string"],
      title: "Command",
      description: "A list of words, run without a shell; a single text is one for the shell.",
      items: { type: "string", maxLength: 32_768 },
      minItems: 1,
      maxItems: 500,
      minLength: 1,
      maxLength: 32_768,
    },
    env: {
      type: "object",
      title: "Environment",
      additionalProperties: { type: ["string", "number", "boolean"], maxLength: 32_768 },
      maxProperties: 200,
    },
    workingDir: { type: "string", title: "Working directory", minLength: 1, maxLength: 4096 },
    memoryMb: { type: "integer", title: "Memory (MiB)", minimum: 6, maximum: 1_048_576 },
    cpus: { type: "number", title: "CPUs", minimum: 0.01, maximum: 256 },
    pidsLimit: { type: "integer", title: "Processes", minimum: 1, maximum: 100_000 },
    readOnly: {
      type: "boolean",
      title: "Read-only",
      description: "The container may not write to its own file system.",
    },
    network: { type: "string", title: "Network", minLength: 1, maxLength: 200 },
    pull: {
      type: "string",
      title: "Pull",
      description: "When the image is fetched.",
      enum: ["missing", "always", "never"],
    },
    registrySecret: {
      type: "string",
      title: "Registry secret",
      description: "The secret that opens the image's registry.",
      format: "secret",
    },
  },
};

const EXTERNAL: ParameterSchema = {
  type: "object",
  required: ["task"],
  additionalProperties: false,
  properties: {
    task: {
      type: "string",
      title: "Task",
      description: "What workers ask for when they claim.",
      minLength: 1,
      maxLength: 200,
    },
    payload: {
      title: "Payload",
      description: "Any JSON; what the worker is given as params.",
    },
    transport: {
      type: "string",
      title: "Transport",
      description: "How workers get the run.",
      oneOf: [
        { const: "http", title: "HTTP: workers claim" },
        { const: "rabbitmq", title: "RabbitMQ: published to the job's exchange" },
      ],
    },
  },
};

/** The shape of each executor's configuration; the built-in templates take the same as their parameters. */
export const EXECUTOR_SCHEMAS: { readonly [Kind in Executor]: ParameterSchema } = {
  http: HTTP,
  email: EMAIL,
  container: CONTAINER,
  external: EXTERNAL,
};
