"use client";
import { type ComponentProps, useEffect, useRef } from "react";
import { cx } from "./cx";

/**
 * What a table stands in. Below 1024 px it scrolls sideways; above, the head of a table that fits sticks to the window,
 * and only a table that is wider than its place scrolls (`data-wide`).
 */
export function TableFrame({ className, children, ...rest }: ComponentProps<"div">) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const around = frame.current;
    const table = around?.querySelector("table");
    if (!around || !table) return;
    const sizes = new ResizeObserver(() =>
      around.toggleAttribute("data-wide", table.offsetWidth > around.clientWidth + 1),
    );
    for (const element of [around, table]) sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  return (
    <div ref={frame} {...rest} className={cx("relative max-lg:overflow-x-auto data-wide:overflow-x-auto", className)}>
      {children}
    </div>
  );
}
