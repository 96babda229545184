import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Logo } from "@/components/frame/logo";
import { DemoBanner } from "@/components/identity/demo-banner";
import { SpillPicture } from "@/components/identity/spill-picture";
import { isDemo } from "@/server/identity/queries";
import { providerProfile } from "@/server/provider/queries";

// The address of these pages may hold a token, which no other site may see.
export const metadata: Metadata = { title: "Sign in", referrer: "same-origin" };

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const [demo, { displayName, address, logo }] = [await isDemo(), await providerProfile()];
  return (
    <div className="flex min-h-dvh flex-col">
      {demo ? <DemoBanner /> : null}
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_minmax(0,640px)]">
        <div className="flex flex-col px-14 py-10 max-sm:px-4 max-sm:py-6">
          <Logo brand={{ name: displayName, logo }} height={24} className="flex-none self-start" />
          <main className="m-auto w-full max-w-86 py-10 max-sm:mx-0 max-sm:max-w-none max-sm:py-8">{children}</main>
          <footer className="text-xs text-ink-3">
            Provided by {displayName}
            {address ? <span className="block">{address.replaceAll("\n", ", ")}</span> : null}
          </footer>
        </div>
        <SpillPicture />
      </div>
    </div>
  );
}
