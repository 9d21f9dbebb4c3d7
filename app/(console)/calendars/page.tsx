import { CalendarsScreen } from "../../../components/calendars/calendars-screen.tsx";
import { calendarListQuery } from "../../../lib/contracts/calendar.ts";
import { listCalendarsOf } from "../../../lib/services/calendars/list.ts";
import { signedInContext } from "../../context.ts";
import { filtersIn, queryOf, type SearchParams } from "../../search.ts";

export const metadata = { title: "Calendars" };

export default async function CalendarsPage({
  searchParams,
}: {
  readonly searchParams: SearchParams;
}) {
  const ctx = await signedInContext();
  const filters = await filtersIn(searchParams, ["q"]);
  const page = await listCalendarsOf(ctx, queryOf(calendarListQuery, filters));
  return <CalendarsScreen first={{ filters, page }} />;
}
