"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { buttonClass } from "@/components/ui/button-class";

/**
 * What was asked of a page may be what it cannot answer: a wrong cursor, too long a range. Then it is offered without.
 * A plain link: Next does not leave an error or a missing page while the path stays the same, whatever the query.
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
