"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { endSession } from "./session-client";

export function SignOutButton() {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      icon="logout"
      pending={busy}
      onClick={() => {
        setBusy(true);
        void endSession();
      }}
    >
      Sign out
    </Button>
  );
}
