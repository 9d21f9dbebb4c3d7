import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { liveView, readyView } from "../health.ts";
import { workerListQuery, workerPage, workerPatch, workerView } from "../worker.ts";

const tag = "Operating";

export const listWorkersEndpoint = endpoint({
  id: "listWorkers",
  method: "GET",
  path: "/api/v1/workers",
  tag,
  summary: "The processes that execute runs, newest first",
  access: "admin",
  query: workerListQuery,
  answers: { 200: { description: "A page of workers", schema: workerPage } },
});

export const updateWorkerEndpoint = endpoint({
  id: "updateWorker",
  method: "PATCH",
  path: "/api/v1/workers/{id}",
  tag,
  summary: "Let a worker finish what it has and take nothing new (administrators)",
  access: "admin",
  body: workerPatch,
  answers: { 200: { description: "The worker", schema: workerView } },
});

export const liveEndpoint = endpoint({
  id: "live",
  method: "GET",
  path: "/api/health/live",
  tag,
  summary: "Whether this process answers",
  access: "public",
  answers: { 200: { description: "It does", schema: liveView } },
});

export const readyEndpoint = endpoint({
  id: "ready",
  method: "GET",
  path: "/api/health/ready",
  tag,
  summary: "Whether database, migrations and a worker are there",
  access: "public",
  answers: {
    200: { description: "Everything is there", schema: readyView },
    503: { description: "Something is missing", schema: readyView },
  },
});

export const metricsEndpoint = endpoint({
  id: "metrics",
  method: "GET",
  path: "/api/metrics",
  tag,
  summary: "Figures for Prometheus (METRICS_TOKEN or administrators)",
  access: "public",
  answers: {
    200: {
      description: "The figures",
      schema: z.string(),
      contentType: "text/plain; version=0.0.4; charset=utf-8",
    },
  },
});

export const openApiEndpoint = endpoint({
  id: "openapi",
  method: "GET",
  path: "/api/v1/openapi.json",
  tag,
  summary: "This description",
  access: "public",
  answers: { 200: { description: "OpenAPI 3.1", schema: z.record(z.string(), z.unknown()) } },
});
