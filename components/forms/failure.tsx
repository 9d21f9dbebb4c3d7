/** Why something did not succeed, where no field is to blame. */
export function Failure({ children }: { readonly children: string | null | undefined }) {
  if (children === null || children === undefined) return null;
  return (
    <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
      {children}
    </p>
  );
}
