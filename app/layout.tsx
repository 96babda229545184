import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { UiProviders } from "@/components/frame/ui-providers";
import { nonceOf } from "@/server/http/web-policy";
import { providerProfile } from "@/server/provider/queries";
import { iconAddress, themeAddress } from "./brand/answer-asset";
import "./globals.css";

// Every page is made for who asks: nothing is prerendered at build time, when there is no database.
export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const provider = await providerProfile();
  const name = provider.displayName;
  return {
    title: { default: name, template: `%s · ${name}` },
    description: `The portal of ${name}: machines, usage, and what goes over the limit.`,
    icons: iconAddress(provider),
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeAddress(await providerProfile());
  const nonce = nonceOf((await headers()).get("content-security-policy"));
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        {theme ? <link rel="stylesheet" href={theme} precedence="provider" /> : null}
        <UiProviders nonce={nonce}>{children}</UiProviders>
      </body>
    </html>
  );
}
