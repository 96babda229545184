import { setOut } from "@/components/frame/navigation-target";

/** Next calls this whenever its router sets out for a page; a page that keeps us waiting gets a skeleton. */
export function onRouterTransitionStart(url: string): void {
  setOut(url);
}
