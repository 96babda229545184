"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./icon-button";

/**
 * A panel at the right that shows details: 400 px next to the page (the navigation folds to the rail), the whole screen
 * on a phone. The page stays usable. Closed by its cross and by Escape: `closeHref` where the URL opened it, else
 * `onClose`.
 */
export function Sheet({
  title,
  sub,
  closeHref,
  onClose,
  footer,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  closeHref?: string;
  onClose?: () => void;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const router = useRouter();
  const titleId = useId();
  const panel = useRef<HTMLElement>(null);
  const close = () => {
    onClose?.();
    if (closeHref) router.push(closeHref as Parameters<typeof router.push>[0], { scroll: false });
  };
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);
  return (
    <aside
      ref={panel}
      data-sheet=""
      tabIndex={-1}
      aria-labelledby={titleId}
      onKeyDown={(event) => event.key === "Escape" && close()}
      className="animate-slide-in fixed inset-y-0 right-0 z-40 flex w-100 flex-col bg-raised pt-0 shadow-sheet outline-none sm:top-12 max-sm:w-full"
    >
      <header className="flex items-start gap-3 border-b border-line px-5 py-4">
        <div className="min-w-0 flex-1">
          <h2 id={titleId} className="text-md font-semibold">
            {title}
          </h2>
          {sub ? <p className="text-xs text-ink-2">{sub}</p> : null}
        </div>
        <IconButton icon="x" label="Close" onClick={close} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
      {footer ? <footer className="flex flex-wrap gap-2 border-t border-line px-5 py-3">{footer}</footer> : null}
    </aside>
  );
}
