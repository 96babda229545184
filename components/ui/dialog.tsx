"use client";
import { type ReactNode, Suspense } from "react";
import { lazyPart } from "./lazy-part";

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

const DialogModal = lazyPart(() => import("./dialog-modal").then(({ DialogModal: modal }) => modal));

/** A dialog over the page. For confirming use ConfirmDialog; `wide` for a form that belongs to one action. */
export function Dialog(props: DialogProps) {
  if (!props.open) return null;
  return (
    <Suspense>
      <DialogModal {...props} />
    </Suspense>
  );
}
