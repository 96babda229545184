"use client";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "@/components/ui/icon-button";
import type { NavGroup } from "./frame-types";
import { Logo } from "./logo";
import { NavList } from "./nav-list";

/** The navigation on a phone: a drawer from the left, closed by every step to another page. */
export function NavDrawer({
  groups,
  switcher,
  footer,
}: {
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
      <ModalOverlay isOpen={openOn === path} onOpenChange={close} isDismissable className="fixed inset-0 z-50 bg-scrim">
        <Modal className="animate-slide-from-left h-dvh w-[min(304px,86vw)] bg-canvas shadow-sheet">
          <Dialog aria-label="Menu" className="flex h-full flex-col gap-3 overflow-y-auto p-3 outline-none">
            <div className="flex items-center justify-between pl-2">
              <Logo height={22} />
              <IconButton icon="x" label="Close" onClick={close} />
            </div>
            {switcher}
            <nav aria-label="Main">
              <NavList groups={groups} large />
            </nav>
            <div className="mt-auto p-2 text-xs text-ink-3">{footer}</div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
