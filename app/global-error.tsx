"use client";
import { useRetry } from "@/components/frame/use-retry";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import "./globals.css";

const reload = () => window.location.reload();

/** The last resort, when the root layout failed too: a page of its own, light, without providers. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  useRetry(reload);
  return (
    <html lang="en">
      <body>
        <title>Error · Spillway</title>
        <main className="grid min-h-dvh place-items-center p-4">
          <ErrorState
            page
            title="Spillway could not be shown"
            requestId={error.digest}
            actions={
              <Button kind="primary" onClick={reload}>
                Reload
              </Button>
            }
          >
            Nothing was changed. If it happens again, contact your provider and name
            {error.digest ? " the request below" : " the time and the address of this page"}.
          </ErrorState>
        </main>
      </body>
    </html>
  );
}
