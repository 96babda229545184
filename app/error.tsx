"use client";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";

/** A page without its frame that could not be drawn. What went wrong is in the server's log, under the digest. */
export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <ErrorState
        page
        title="This page could not be drawn"
        requestId={error.digest}
        actions={
          <>
            <Button kind="primary" onClick={retry}>
              Try again
            </Button>
            <LinkButton href="/">Go to the start</LinkButton>
          </>
        }
      >
        Nothing was changed. If it stays so, tell your provider
        {error.digest ? " the request below" : " the time and the address of this page"}.
      </ErrorState>
    </main>
  );
}
