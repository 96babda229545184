"use client";
import { Suspense } from "react";
import type { DialogProps } from "./dialog-modal";
import { lazyPart } from "./lazy-part";

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
