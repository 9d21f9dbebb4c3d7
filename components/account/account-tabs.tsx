import { clsx } from "clsx";
import Link from "next/link";

const TABS = [
  { href: "/account", label: "Account" },
  { href: "/account/tokens", label: "API tokens" },
  { href: "/account/sessions", label: "Sessions" },
] as const;

/** The pages about oneself. */
export function AccountTabs({ here }: { readonly here: (typeof TABS)[number]["href"] }) {
  return (
    <nav aria-label="Account" className="flex gap-5 overflow-x-auto border-line border-b">
      {TABS.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={href === here ? "page" : undefined}
          className={clsx(
            "-mb-px whitespace-nowrap border-b-2 px-0.5 pt-1 pb-2 font-medium text-sm transition-colors",
            href === here ? "border-ink text-ink" : "border-transparent text-muted hover:text-ink",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
