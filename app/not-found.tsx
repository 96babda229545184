import type { Metadata } from "next";
import { Logo } from "@/components/frame/logo";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";
import { providerProfile } from "@/server/provider/queries";

export const metadata: Metadata = { title: "Not found" };

/** An address without a page, outside portal and console. */
export default async function NotFound() {
  const { displayName: name, logo } = await providerProfile();
  return (
    <div className="flex min-h-dvh flex-col px-14 py-10 max-sm:px-4 max-sm:py-6">
      <Logo brand={{ name, logo }} height={24} className="flex-none self-start" />
      <main className="m-auto">
        <ErrorState
          page
          title="There is nothing at this address"
          actions={
            <LinkButton href="/" kind="primary">
              Go to the start
            </LinkButton>
          }
        >
          It was removed, or the address was not copied whole. From the start, Ctrl K finds machines and events.
        </ErrorState>
      </main>
    </div>
  );
}
