import type { ReactNode } from "react";
import { SetCrumbs } from "./frame-state";
import type { Crumb } from "./frame-types";

/**
 * The head of a page: title as a noun or the finding, one sentence that answers the page's question with numbers,
 * badges next to the title, the one primary action at the right. `crumbs` is the trail behind the navigation's item.
 */
export function PageHead({
  title,
  sentence,
  badges,
  actions,
  crumbs,
}: {
  title: ReactNode;
  sentence?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
  crumbs?: Crumb[];
}) {
  return (
    <div className="mb-5 flex items-start gap-x-4 gap-y-3 max-sm:mb-4 max-sm:flex-col">
      {crumbs ? <SetCrumbs crumbs={crumbs} /> : null}
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="min-w-0 text-lg font-semibold tracking-tight [overflow-wrap:anywhere]">{title}</h1>
          {badges}
        </div>
        {sentence ? <p className="mt-0.5 max-w-[100ch] text-ink-2">{sentence}</p> : null}
      </div>
      {actions ? (
        <div
          data-no-print=""
          className="ml-auto flex flex-none items-center gap-2 max-sm:ml-0 max-sm:w-full max-sm:flex-wrap max-sm:*:flex-1"
        >
          {actions}
        </div>
      ) : null}
    </div>
  );
}
