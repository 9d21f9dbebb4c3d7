import {
  CalendarClock,
  CalendarOff,
  Gauge,
  KeyRound,
  LayoutTemplate,
  ListTree,
  type LucideIcon,
  Mail,
  ScrollText,
  Server,
  UserCog,
  Users,
} from "lucide-react";

export type Place = {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
};

export const PLACES: readonly Place[] = [
  { href: "/", label: "Overview", icon: Gauge, key: "o" },
  { href: "/jobs", label: "Jobs", icon: CalendarClock, key: "j" },
  { href: "/runs", label: "Runs", icon: ListTree, key: "r" },
  { href: "/templates", label: "Templates", icon: LayoutTemplate, key: "t" },
  { href: "/calendars", label: "Calendars", icon: CalendarOff, key: "c" },
  { href: "/secrets", label: "Secrets", icon: KeyRound, key: "s" },
  { href: "/workers", label: "Workers", icon: Server, key: "w" },
  { href: "/members", label: "Members", icon: Users, key: "p" },
];

/** Everybody, for administrators. */
export const USERS: Place = { href: "/users", label: "Users", icon: UserCog, key: "u" };

/** Where mail of a development start is shown. */
export const MAILBOX: Place = { href: "/mailbox", label: "Mailbox", icon: Mail, key: "m" };

/** Who did what; for administrators, and for owners of the project. */
export const AUDIT: Place = { href: "/audit", label: "Audit", icon: ScrollText, key: "a" };

/** Whether a page belongs to a place: the overview only to itself. */
export function isAt(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
