"use client";
import { Toaster } from "sonner";

/** Where toasts appear. Once, in the root layout; UiProviders has it. */
export function ToastProvider() {
  return <Toaster position="bottom-right" offset={24} gap={8} visibleToasts={4} toastOptions={{ unstyled: true }} />;
}
