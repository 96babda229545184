import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { UiProviders } from "@/components/frame/ui-providers";
import "./globals.css";

// Every page is made for who asks: nothing is prerendered at build time, when there is no database.
export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: { default: "Spillway", template: "%s · Spillway" },
  description: "The portal of your cloud provider: machines, usage, and what goes over the limit.",
  icons: "/icon.svg",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <UiProviders>{children}</UiProviders>
      </body>
    </html>
  );
}
