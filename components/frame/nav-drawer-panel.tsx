"use client";
import type { ReactNode } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { AriaRoot } from "@/components/ui/aria-root";
import { IconButton } from "@/components/ui/icon-button";
import type { NavGroup } from "./frame-types";
import { type Brand, Logo } from "./logo";
import { NavList } from "./nav-list";

/** The open drawer; NavDrawer fetches it. */
export function NavDrawerPanel({
  brand,
  groups,
  switcher,
  footer,
  close,
}: {
  brand: Brand;
  groups: NavGroup[];
  switcher?: ReactNode;
  footer?: ReactNode;
  close: () => void;
}) {
  return (
    <AriaRoot>
      <ModalOverlay isOpen onOpenChange={close} isDismissable className="fixed inset-0 z-50 bg-scrim">
        <Modal className="animate-slide-from-left h-dvh w-[min(304px,86vw)] bg-canvas shadow-sheet">
          <Dialog aria-label="Menu" className="flex h-full flex-col gap-3 overflow-y-auto p-3 outline-none">
            <div className="flex items-center justify-between pl-2">
              <Logo brand={brand} height={22} />
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
    </AriaRoot>
  );
}
