import { startNavigation } from "@/components/frame/navigation-target";
import { askBeforeTraversal } from "@/components/providers/asked-traversal";
import { holdPagesThroughOutages } from "@/components/providers/steady-fetch";

holdPagesThroughOutages();
askBeforeTraversal();

/** Next calls this whenever its router starts a navigation; a page that is slow to load gets a skeleton. */
export function onRouterTransitionStart(url: string): void {
  startNavigation(url);
}
