import { type ComponentType, lazy } from "react";

const retryMs = 2_000;

/**
 * A part of a page whose script is fetched when the part is first shown. While the server is away the fetch is tried
 * again: a part that is late must not end the page.
 */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>) {
  const fetchIt = async (): Promise<{ default: ComponentType<Props> }> => {
    try {
      return { default: await load() };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryMs));
      return fetchIt();
    }
  };
  return lazy(fetchIt);
}
