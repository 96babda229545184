"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { buttonClass } from "@/components/ui/button-class";

/**
 * What was asked of a page may be what it cannot answer: a wrong cursor, too long a range. Then it is offered without.
 * A plain link: Next keeps an error or a missing page as long as the path stays, whatever its query.
 */
export function WithoutFilters() {
  const path = usePathname();
  if (useSearchParams().size === 0) return null;
  return (
    <a href={path} className={buttonClass()}>
      Open it without filters
    </a>
  );
}
