"use client";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useState } from "react";
import { ToastProvider } from "@/components/ui/toast-provider";

/** Once, in the root layout (whose <html> needs suppressHydrationWarning): theme, toasts, and the page's nonce. */
export function UiProviders({ nonce: given, children }: { nonce?: string; children: ReactNode }) {
  // The document's own: a page that is drawn again comes with another, which its policy does not know.
  const [nonce] = useState(given);
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      {/* Read by react-aria for the styles that it adds. */}
      <meta property="csp-nonce" nonce={nonce} />
      {children}
      <ToastProvider />
    </ThemeProvider>
  );
}
