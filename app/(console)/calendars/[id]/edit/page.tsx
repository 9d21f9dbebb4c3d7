import { CalendarFormScreen } from "../../../../../components/calendars/form/calendar-form-screen.tsx";
import { getCalendar } from "../../../../../lib/services/calendars/get.ts";
import { signedInContext } from "../../../../context.ts";
import { found } from "../../../../found.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: "Edit calendar" };

export default async function EditCalendarPage({ params }: Props) {
  const ctx = await signedInContext();
  const calendar = await found(getCalendar(ctx, { calendar: (await params).id }));
  return <CalendarFormScreen calendar={calendar} thisYear={new Date().getUTCFullYear()} />;
}
