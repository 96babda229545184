"use client";
import type { ReactElement, ReactNode } from "react";
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from "react-aria-components";

/** A short explanation on hover and focus. `children` is one focusable element (a button, or a span with a role). */
export function Tooltip({
  text,
  children,
}: {
  text: ReactNode;
  children: ReactElement<{ role?: string }, "button" | "span" | "a">;
}) {
  return (
    <TooltipTrigger delay={300}>
      <Focusable>{children}</Focusable>
      <AriaTooltip
        offset={6}
        className="animate-rise max-w-66 rounded-md bg-raised px-3 py-2 text-xs text-ink shadow-pop"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
