/**
 * The page that sign-in leads back to, as an address or a form names it.
 * @returns null for anything but a path of this portal: another origin, a page of sign-in, an API
 */
export function pageAfterSignIn(given: unknown): string | null {
  if (typeof given !== "string" || given.length > 1000 || /[\p{Cc}\\]/u.test(given) || !/^\/(?!\/)/.test(given))
    return null;
  const here = "http://here.invalid";
  if (!URL.canParse(given, here)) return null;
  const { origin, pathname, search } = new URL(given, here);
  const isPage = !/^\/(?:api|i|sign-in|forbidden|no-company)(?:\/|$)/.test(pathname);
  return origin === here && isPage && !pathname.startsWith("//") && pathname !== "/" ? `${pathname}${search}` : null;
}

/** The sign-in page after its form: that a link was requested for the address, or why not. */
export function signInAnswer(
  answer: { email: string; next: string | null } & ({ sent: true } | { error: string }),
): string {
  const { email, next } = answer;
  const params = new URLSearchParams("sent" in answer ? { sent: "1" } : { error: answer.error });
  params.set("email", email);
  if (next) params.set("next", next);
  return `/sign-in?${params}`;
}

/**
 * The sign-in page that leads back to a page; `ended` states that a session has ended. Next's own mark of a request
 * for a page's parts (`_rsc`) is left out.
 */
export function signInAddress(page: string | null, { ended = false } = {}): string {
  const params = new URLSearchParams();
  const next = pageAfterSignIn(page?.replace(/([?&])_rsc=[^&]*&?/, "$1").replace(/[?&]$/, ""));
  if (next) params.set("next", next);
  if (ended) params.set("ended", "1");
  return params.size > 0 ? `/sign-in?${params}` : "/sign-in";
}
