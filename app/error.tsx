"use client";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";

/** A page that could not be drawn. What went wrong is in the server's log, under the digest. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      page
      title="This page could not be drawn"
      requestId={error.digest}
      actions={
        <Button kind="primary" onClick={reset}>
          Draw it again
        </Button>
      }
    >
      Nothing was changed. If it stays so, tell your provider the id below.
    </ErrorState>
  );
}
