"use client";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { AriaRoot } from "./aria-root";
import { cx } from "./cx";

export type DialogProps = {
  title: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  wide?: boolean;
  footer?: ReactNode;
  children: ReactNode;
  /** A screen reader reads it at once, because the action has consequences. */
  alert?: boolean;
};

/** The open dialog; `Dialog` fetches it. */
export function DialogModal({ title, open, onOpenChange, wide, footer, children, alert }: DialogProps) {
  return (
    <AriaRoot>
      <ModalOverlay
        isOpen={open}
        onOpenChange={onOpenChange}
        isDismissable
        className="fixed inset-0 z-50 grid place-items-center overflow-y-auto bg-scrim p-4 max-sm:items-end max-sm:p-0"
      >
        <Modal
          className={cx(
            "animate-rise w-full rounded-lg bg-raised shadow-pop max-sm:rounded-b-none",
            wide ? "max-w-160" : "max-w-110",
          )}
        >
          <AriaDialog
            role={alert ? "alertdialog" : "dialog"}
            className="flex max-h-[calc(100dvh-32px)] flex-col outline-none"
          >
            <Heading slot="title" className="px-5 pt-4 text-md font-semibold">
              {title}
            </Heading>
            <div className="min-h-0 overflow-y-auto px-5 pt-2 pb-4 text-sm text-ink-2">{children}</div>
            {footer ? (
              <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 max-sm:*:flex-1">
                {footer}
              </div>
            ) : null}
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </AriaRoot>
  );
}
