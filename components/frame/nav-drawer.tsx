"use client";
import { usePathname } from "next/navigation";
import { type ReactNode, Suspense, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { lazyPart } from "@/components/ui/lazy-part";
import type { NavGroup } from "./frame-types";
import type { Brand } from "./logo";

const NavDrawerPanel = lazyPart(() => import("./nav-drawer-panel").then(({ NavDrawerPanel: panel }) => panel));

/** The navigation on a phone: a drawer from the left, closed by every step to another page. */
export function NavDrawer({
  brand,
  groups,
  switcher,
  footer,
}: {
  brand: Brand;
  groups: NavGroup[];
  switcher?: ReactNode;
  footer?: ReactNode;
}) {
  const path = usePathname();
  const [openOn, setOpenOn] = useState<string>();
  const close = () => setOpenOn(undefined);
  return (
    <>
      <IconButton icon="menu" label="Menu" onClick={() => setOpenOn(path)} className="-ml-2 sm:hidden" />
      {openOn === path ? (
        <Suspense>
          <NavDrawerPanel brand={brand} groups={groups} switcher={switcher} footer={footer} close={close} />
        </Suspense>
      ) : null}
    </>
  );
}
