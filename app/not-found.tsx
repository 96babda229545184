import type { Metadata } from "next";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <ErrorState
        page
        title="There is nothing at this address"
        actions={
          <LinkButton href="/" kind="primary">
            Go to the start
          </LinkButton>
        }
      >
        It was removed, or it belongs to a company that is not yours. Ctrl K finds machines, customers and events.
      </ErrorState>
    </main>
  );
}
