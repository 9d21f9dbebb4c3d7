const FAILED = "The sign-in could not begin. Check your connection and try again.";

/** Where to go, and where providers send people back to: our public address. */
type Way = { readonly target: string; readonly home: string };

/**
 * Goes to a provider to sign in, and to `target` afterwards. Answers a sentence when it cannot; otherwise the page is left. A form
 * could not do it: our content security policy lets none end up at another origin. Who came by another name of this server
 * is taken to its public one first, because what has to be remembered meanwhile would stay behind.
 */
export async function beginSignIn(
  providerId: string,
  { target, home }: Way,
): Promise<string | null> {
  if (window.location.origin !== home) {
    window.location.assign(`${home}/sign-in?to=${encodeURIComponent(target)}`);
    return null;
  }
  try {
    const { csrfToken = "" } = await fields(await fetch("/api/auth/csrf"));
    const body = new URLSearchParams({ csrfToken, callbackUrl: target, json: "true" });
    const path = `/api/auth/signin/${encodeURIComponent(providerId)}`;
    const { url } = await fields(await fetch(path, { method: "POST", body }));
    if (url === undefined) return FAILED;
    window.location.assign(url);
    return null;
  } catch {
    return FAILED;
  }
}

async function fields(answer: Response): Promise<{ readonly [name: string]: string | undefined }> {
  return (await answer.json()) as { readonly [name: string]: string | undefined };
}
