/**
 * When what the server rendered was true: too long ago. Between its rendering and the first look of the page an event may
 * have passed by that nobody listened to yet, so every page asks once when it is there.
 */
export const RENDERED_BEFORE = 0;
