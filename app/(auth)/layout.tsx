import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Logo } from "@/components/frame/logo";
import { DemoBanner } from "@/components/identity/demo-banner";
import { SpillPicture } from "@/components/identity/spill-picture";
import { inProvider, jobRequest } from "@/server/context";
import { isDemo } from "@/server/identity/queries";

// The address of these pages may hold a token: it goes to nobody.
export const metadata: Metadata = { title: "Sign in", referrer: "no-referrer" };

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const demo = await inProvider(jobRequest("sign-in"), isDemo);
  return (
    <div className="flex min-h-dvh flex-col">
      {demo ? <DemoBanner /> : null}
      <div className="grid flex-1 lg:grid-cols-[minmax(0,1fr)_minmax(0,640px)]">
        <main className="flex flex-col px-14 py-10 max-sm:px-4 max-sm:py-6">
          <Logo className="self-start" />
          <div className="m-auto w-full max-w-86 py-10">{children}</div>
        </main>
        <SpillPicture />
      </div>
    </div>
  );
}
