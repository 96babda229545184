"use client";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { ToastProvider } from "@/components/ui/toast-provider";

/** Once, in the root layout (whose <html> needs suppressHydrationWarning): theme and toasts. */
export function UiProviders({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      {children}
      <ToastProvider />
    </ThemeProvider>
  );
}
