import { endpoint } from "../endpoint.ts";
import {
  memberAdd,
  memberPage,
  memberPut,
  memberView,
  projectCreate,
  projectListQuery,
  projectPage,
  projectPatch,
  projectPauseBody,
  projectResumeBody,
  projectView,
  signingSecretView,
} from "../project.ts";

const tag = "Projects";
const access = "admin";

export const listProjectsEndpoint = endpoint({
  id: "listProjects",
  method: "GET",
  path: "/api/v1/projects",
  tag,
  summary: "The caller's projects; administrators see all",
  access,
  query: projectListQuery,
  answers: { 200: { description: "A page of projects", schema: projectPage } },
});

export const createProjectEndpoint = endpoint({
  id: "createProject",
  method: "POST",
  path: "/api/v1/projects",
  tag,
  summary: "Make a project (administrators)",
  access,
  body: projectCreate,
  creates: true,
  answers: { 201: { description: "The project", schema: projectView } },
});

export const readProjectEndpoint = endpoint({
  id: "readProject",
  method: "GET",
  path: "/api/v1/projects/{id}",
  tag,
  summary: "One project, by id or slug",
  access,
  answers: { 200: { description: "The project", schema: projectView } },
});

export const updateProjectEndpoint = endpoint({
  id: "updateProject",
  method: "PATCH",
  path: "/api/v1/projects/{id}",
  tag,
  summary: "Rename a project (owners)",
  access,
  body: projectPatch,
  answers: { 200: { description: "The project", schema: projectView } },
});

export const pauseProjectEndpoint = endpoint({
  id: "pauseProject",
  method: "POST",
  path: "/api/v1/projects/{id}/pause",
  tag,
  summary: "Stop planning all jobs of a project, for a while or until further notice (operators)",
  access,
  body: projectPauseBody,
  answers: { 200: { description: "The project", schema: projectView } },
});

export const resumeProjectEndpoint = endpoint({
  id: "resumeProject",
  method: "POST",
  path: "/api/v1/projects/{id}/resume",
  tag,
  summary:
    "Plan the jobs of a project again, and decide what becomes of the slots of the pause (operators)",
  access,
  body: projectResumeBody,
  answers: { 200: { description: "The project", schema: projectView } },
});

export const signingSecretEndpoint = endpoint({
  id: "readSigningSecret",
  method: "GET",
  path: "/api/v1/projects/{id}/signing-secret",
  tag,
  summary: "The key of the project's webhook signatures (owners)",
  access,
  answers: { 200: { description: "The key", schema: signingSecretView } },
});

export const listMembersEndpoint = endpoint({
  id: "listMembers",
  method: "GET",
  path: "/api/v1/projects/{id}/members",
  tag,
  summary: "Everybody in a project",
  access,
  answers: { 200: { description: "All members, in one page", schema: memberPage } },
});

export const addMemberEndpoint = endpoint({
  id: "addMember",
  method: "POST",
  path: "/api/v1/projects/{id}/members",
  tag,
  summary: "Make somebody a member by their e-mail address (owners)",
  access,
  body: memberAdd,
  creates: true,
  answers: { 201: { description: "The member", schema: memberView } },
});

export const readMemberEndpoint = endpoint({
  id: "readMember",
  method: "GET",
  path: "/api/v1/projects/{id}/members/{userId}",
  tag,
  summary: "One member of a project",
  access,
  answers: { 200: { description: "The member", schema: memberView } },
});

export const putMemberEndpoint = endpoint({
  id: "putMember",
  method: "PUT",
  path: "/api/v1/projects/{id}/members/{userId}",
  tag,
  summary: "Make somebody a member, or change their role (owners)",
  access,
  body: memberPut,
  answers: { 200: { description: "The member", schema: memberView } },
});

export const removeMemberEndpoint = endpoint({
  id: "removeMember",
  method: "DELETE",
  path: "/api/v1/projects/{id}/members/{userId}",
  tag,
  summary: "Take a membership away (owners)",
  access,
  answers: { 204: { description: "They are no member any more" } },
});
