type Props = { readonly className?: string };

/** A clock face with one hand exactly on the hour. */
export function Logo({ className }: Props) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className ?? "size-5"} fill="none">
      <circle cx="12" cy="12" r="9.25" stroke="currentColor" strokeWidth="2" />
      <path d="M12 12V2.75" stroke="var(--accent)" strokeWidth="2.5" strokeLinecap="round" />
      <circle cx="12" cy="12" r="2" fill="currentColor" />
    </svg>
  );
}
