import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { mailListQuery, mailPage, mailView } from "../mail.ts";

const tag = "Development mailbox";

export const listMailEndpoint = endpoint({
  id: "listMail",
  method: "GET",
  path: "/api/v1/mailbox",
  tag,
  summary:
    "What the mailbox of `npm start` received, newest first (administrators; 404 without one)",
  access: "admin",
  query: mailListQuery,
  answers: { 200: { description: "A page of messages", schema: mailPage } },
});

export const getMailEndpoint = endpoint({
  id: "getMail",
  method: "GET",
  path: "/api/v1/mailbox/{id}",
  tag,
  summary: "A message with its headers, text and HTML (administrators)",
  access: "admin",
  answers: { 200: { description: "The message", schema: mailView } },
});

export const getMailHtmlEndpoint = endpoint({
  id: "getMailHtml",
  method: "GET",
  path: "/api/v1/mailbox/{id}/html",
  tag,
  summary: "The HTML of a message for a frame, without scripts and the network (administrators)",
  access: "admin",
  answers: {
    200: { description: "The page", schema: z.string(), contentType: "text/html; charset=utf-8" },
  },
});
