import { z } from "zod";
import { MAX_ICS_BODY_BYTES } from "../../domain/ical/limits.ts";
import {
  calendarCreate,
  calendarCreateQuery,
  calendarFindings,
  calendarListQuery,
  calendarPage,
  calendarPatch,
  calendarQuery,
  calendarView,
  entryProblems,
} from "../calendar.ts";
import { endpoint } from "../endpoint.ts";

const tag = "Calendars";
const read = "jobs:read";
const write = "jobs:write";

export const listCalendarsEndpoint = endpoint({
  id: "listCalendars",
  method: "GET",
  path: "/api/v1/calendars",
  tag,
  summary: "Calendars of a project, without their entries",
  access: read,
  query: calendarListQuery,
  answers: { 200: { description: "A page of calendars", schema: calendarPage } },
});

export const createCalendarEndpoint = endpoint({
  id: "createCalendar",
  method: "POST",
  path: "/api/v1/calendars",
  tag,
  summary: "Make a calendar from entries or an iCalendar file, or ask what it would hold",
  access: write,
  query: calendarCreateQuery,
  body: calendarCreate,
  furtherProblems: entryProblems,
  maxBodyBytes: MAX_ICS_BODY_BYTES,
  creates: true,
  answers: {
    200: { description: "With dryRun: what would be stored", schema: calendarFindings },
    201: { description: "The calendar in version 1", schema: calendarView },
  },
});

export const readCalendarEndpoint = endpoint({
  id: "readCalendar",
  method: "GET",
  path: "/api/v1/calendars/{id}",
  tag,
  summary: "One calendar by id or slug; with Accept: text/calendar as an iCalendar file",
  access: read,
  query: calendarQuery,
  answers: { 200: { description: "The calendar", schema: calendarView } },
});

export const updateCalendarEndpoint = endpoint({
  id: "updateCalendar",
  method: "PATCH",
  path: "/api/v1/calendars/{id}",
  tag,
  summary: "Change a calendar by a merge patch; entries are replaced whole",
  access: write,
  query: calendarQuery,
  body: calendarPatch,
  furtherProblems: entryProblems,
  maxBodyBytes: MAX_ICS_BODY_BYTES,
  versioned: true,
  answers: { 200: { description: "The calendar at its new version", schema: calendarView } },
});

export const deleteCalendarEndpoint = endpoint({
  id: "deleteCalendar",
  method: "DELETE",
  path: "/api/v1/calendars/{id}",
  tag,
  summary: "Delete a calendar no job names",
  access: write,
  query: calendarQuery,
  versioned: true,
  answers: { 204: { description: "It is gone and its slug free" } },
});

export const exportCalendarEndpoint = endpoint({
  id: "exportCalendar",
  method: "GET",
  path: "/api/v1/calendars/{id}/ics",
  tag,
  summary: "A calendar as an iCalendar file, which reads back as the same entries",
  access: read,
  query: calendarQuery,
  answers: {
    200: {
      description: "The file",
      schema: z.string(),
      contentType: "text/calendar; charset=utf-8",
    },
  },
});
