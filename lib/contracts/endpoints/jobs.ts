import { definitionProblems } from "../definition-problems.ts";
import { endpoint } from "../endpoint.ts";
import {
  jobCreate,
  jobListQuery,
  jobPage,
  jobPatch,
  jobQuery,
  jobView,
  pauseBody,
  resumeBody,
  runNowBody,
} from "../job.ts";
import { runDetailView } from "../run.ts";
import { occurrencesQuery, previewView } from "../schedule.ts";
import { jobWhyQuery, jobWhyView } from "../why.ts";

const tag = "Jobs";
const read = "jobs:read";
const write = "jobs:write";
const query = jobQuery;
const present = { 200: { description: "The job", schema: jobView } };

export const listJobsEndpoint = endpoint({
  id: "listJobs",
  method: "GET",
  path: "/api/v1/jobs",
  tag,
  summary: "Jobs of a project",
  access: read,
  query: jobListQuery,
  answers: { 200: { description: "A page of jobs", schema: jobPage } },
});

export const createJobEndpoint = endpoint({
  id: "createJob",
  method: "POST",
  path: "/api/v1/jobs",
  tag,
  summary: "Schedule a job",
  access: write,
  query,
  body: jobCreate,
  furtherProblems: definitionProblems,
  creates: true,
  answers: { 201: { description: "The job", schema: jobView } },
});

export const readJobEndpoint = endpoint({
  id: "readJob",
  method: "GET",
  path: "/api/v1/jobs/{id}",
  tag,
  summary: "One job by id or key",
  access: read,
  query,
  answers: present,
});

export const updateJobEndpoint = endpoint({
  id: "updateJob",
  method: "PATCH",
  path: "/api/v1/jobs/{id}",
  tag,
  summary: "Change a job by a merge patch; schedule and params are replaced whole",
  access: write,
  query,
  body: jobPatch,
  furtherProblems: definitionProblems,
  versioned: true,
  answers: present,
});

export const deleteJobEndpoint = endpoint({
  id: "deleteJob",
  method: "DELETE",
  path: "/api/v1/jobs/{id}",
  tag,
  summary: "Delete a job: no further runs, pending ones are cancelled, running ones finish",
  access: write,
  query,
  versioned: true,
  answers: { 204: { description: "It is deleted and its key free" } },
});

export const pauseJobEndpoint = endpoint({
  id: "pauseJob",
  method: "POST",
  path: "/api/v1/jobs/{id}/pause",
  tag,
  summary: "Stop planning, for a while or until further notice",
  access: write,
  query,
  body: pauseBody,
  answers: present,
});

export const resumeJobEndpoint = endpoint({
  id: "resumeJob",
  method: "POST",
  path: "/api/v1/jobs/{id}/resume",
  tag,
  summary: "Plan again, and decide what becomes of the slots of the pause",
  access: write,
  query,
  body: resumeBody,
  answers: present,
});

export const runNowEndpoint = endpoint({
  id: "runJobNow",
  method: "POST",
  path: "/api/v1/jobs/{id}/runs",
  tag,
  summary: "Run a job now, or once at another moment, with parameters of its own if wanted",
  access: "runs:write",
  query,
  body: runNowBody,
  creates: true,
  answers: { 202: { description: "The run", schema: runDetailView } },
});

export const listOccurrencesEndpoint = endpoint({
  id: "listOccurrences",
  method: "GET",
  path: "/api/v1/jobs/{id}/occurrences",
  tag,
  summary: "The moments a job's schedule will fire",
  access: read,
  query: occurrencesQuery,
  answers: { 200: { description: "The moments and what is odd about them", schema: previewView } },
});

export const whyJobEndpoint = endpoint({
  id: "whyJob",
  method: "GET",
  path: "/api/v1/jobs/{id}/why",
  tag,
  summary: "Why a job has a run at a moment, or none, or what will be then",
  access: "runs:read",
  query: jobWhyQuery,
  answers: { 200: { description: "The decision, in words and as data", schema: jobWhyView } },
});
