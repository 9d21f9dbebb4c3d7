import {
  CalendarClock,
  CalendarOff,
  Gauge,
  LayoutTemplate,
  ListTree,
  type LucideIcon,
  Server,
} from "lucide-react";

type Place = {
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
  { href: "/workers", label: "Workers", icon: Server, key: "w" },
];

/** Whether a page belongs to a place: the overview only to itself. */
export function isAt(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
