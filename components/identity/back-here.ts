/** The address of sign-in that leads back to the open page. */
export function signInFromHere(): string {
  const { pathname, search } = window.location;
  return `/sign-in?${new URLSearchParams({ next: pathname + search, ended: "1" })}`;
}
