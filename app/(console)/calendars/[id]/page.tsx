import { CalendarScreen } from "../../../../components/calendars/calendar-screen.tsx";
import { getCalendar } from "../../../../lib/services/calendars/get.ts";
import { signedInContext } from "../../../context.ts";
import { found } from "../../../found.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: "Calendar" };

export default async function CalendarPage({ params }: Props) {
  const ctx = await signedInContext();
  const calendar = await found(getCalendar(ctx, { calendar: (await params).id }));
  return <CalendarScreen calendar={calendar} thisYear={new Date().getUTCFullYear()} />;
}
