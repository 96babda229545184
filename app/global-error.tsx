"use client";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import "./globals.css";

/** The last resort, when not even the root layout could be drawn: it stands on its own, light, without providers. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Not drawn · Spillway</title>
        <main className="grid min-h-dvh place-items-center p-4">
          <ErrorState
            page
            title="Spillway could not be drawn"
            requestId={error.digest}
            actions={
              <Button kind="primary" onClick={() => window.location.reload()}>
                Load it again
              </Button>
            }
          >
            Nothing was changed. If it stays so, tell your provider
            {error.digest ? " the request below" : " the time and the address of this page"}.
          </ErrorState>
        </main>
      </body>
    </html>
  );
}
