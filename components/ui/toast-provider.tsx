"use client";
import { useSyncExternalStore } from "react";
import { Toast } from "./toast";
import { dismissToast, noToasts, onToasts, shownToasts } from "./toast-store";

/** Where toasts appear. Once, in the root layout; UiProviders has it. */
export function ToastProvider() {
  const toasts = useSyncExternalStore(onToasts, shownToasts, noToasts);
  return (
    <section
      aria-label="Notifications"
      className="pointer-events-none fixed right-6 bottom-6 z-70 grid gap-2 *:pointer-events-auto max-sm:right-4 max-sm:bottom-4"
    >
      {toasts.map(({ id, ...toast }) => (
        <Toast
          key={id}
          {...toast}
          onDismiss={() => dismissToast(id)}
          onClose={toast.error ? () => dismissToast(id) : undefined}
        />
      ))}
    </section>
  );
}
