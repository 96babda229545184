"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { ToastProvider } from "@/components/ui/toast-provider";

/** Once, in the root layout (whose <html> needs suppressHydrationWarning): theme, language, links of menus, toasts. */
export function UiProviders({ nonce, children }: { nonce?: string; children: ReactNode }) {
  const router = useRouter();
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <I18nProvider locale="en-GB">
        <RouterProvider navigate={(href) => router.push(href as Route)}>
          {children}
          <ToastProvider />
        </RouterProvider>
      </I18nProvider>
    </ThemeProvider>
  );
}
