"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";

/** Around everything of react-aria: its language, and links that Next's router follows. */
export function AriaRoot({ children }: { children: ReactNode }) {
  const router = useRouter();
  return (
    <I18nProvider locale="en-GB">
      <RouterProvider navigate={(href) => router.push(href as Route)}>{children}</RouterProvider>
    </I18nProvider>
  );
}
