import { NotFoundPage } from "../components/shell/not-found-page.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <NotFoundPage />
    </main>
  );
}
