"use client";
import { PageLink } from "@/components/ui/page-link";
import { activeItem } from "./active-item";
import { useFrame } from "./frame-state";
import type { Crumb, NavGroup } from "./frame-types";
import { useWay } from "./use-way";

/** The trail: who (`root`), the navigation's item, then what the page adds. On a phone only the last step. */
export function Crumbs({ root, groups }: { root?: Crumb; groups: NavGroup[] }) {
  const { path, awaited } = useWay();
  const { crumbs: own } = useFrame();
  const crumbs = awaited ? [] : own;
  const item = activeItem(groups, awaited ?? path);
  const place: Crumb[] = item ? [{ label: item.label, href: item.href }] : [];
  const trail = crumbs.length > 0 ? [...place, ...crumbs] : [...(root ? [root] : []), ...place];
  const last = trail.at(-1);
  return (
    <>
      <nav aria-label="Breadcrumb" className="min-w-0 max-sm:hidden">
        <ol className="flex items-center gap-2 whitespace-nowrap text-ink-3">
          {trail.map((step, at) => (
            // What leads to the page gives way before the page itself.
            <li
              key={step.label + step.href}
              className={`flex items-center gap-2 ${step === last ? "min-w-0" : "min-w-12 shrink-99"}`}
            >
              {at > 0 ? <span aria-hidden="true">/</span> : null}
              {step === last ? (
                <b aria-current="page" className="truncate font-medium text-ink">
                  {step.label}
                </b>
              ) : step.href ? (
                <PageLink href={step.href} className="truncate rounded-xs hover:text-ink">
                  {step.label}
                </PageLink>
              ) : (
                <span className="truncate">{step.label}</span>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <b className="mr-auto truncate text-base font-semibold sm:hidden">{last?.label}</b>
    </>
  );
}
