"use client";
import type { Route } from "next";
import Link from "next/link";
import { type ComponentProps, useState } from "react";

type Kept = "aria-current" | "aria-label" | "children" | "className" | "title";

/**
 * A link to a page of the product. What that page shows while it loads is fetched once the link is pointed at or
 * focused: Next would fetch it for every link in view, and again at each update of a live page, some 30 requests each.
 */
export function PageLink({ href, ...rest }: Pick<ComponentProps<"a">, Kept> & { href: string; scroll?: boolean }) {
  const [meant, setMeant] = useState(false);
  const mean = () => setMeant(true);
  return <Link {...rest} href={href as Route} prefetch={meant ? null : false} onPointerEnter={mean} onFocus={mean} />;
}
