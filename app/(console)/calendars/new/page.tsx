import { CalendarFormScreen } from "../../../../components/calendars/form/calendar-form-screen.tsx";
import { signedInContext } from "../../../context.ts";

export const metadata = { title: "New calendar" };

export default async function NewCalendarPage() {
  await signedInContext();
  return <CalendarFormScreen calendar={null} thisYear={new Date().getUTCFullYear()} />;
}
