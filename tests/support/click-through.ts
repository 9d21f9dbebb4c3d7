/** Goes through the development provider as a browser would, choosing a person; answers where it sends us back. */
export async function clickThrough(there: URL, person: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const send = async (url: URL, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get("location");
    return location === null ? null : new URL(location, url);
  };
  let here: URL | null = there;
  while (here?.origin === there.origin) {
    const isAsking = here.pathname.startsWith("/people/");
    const body = new URLSearchParams({ person });
    here = await send(here, isAsking ? { method: "POST", body } : {});
  }
  if (here === null) throw new Error("the provider led nowhere");
  return here;
}
