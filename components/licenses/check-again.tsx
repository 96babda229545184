"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";

/** Judges the license again: the page is rendered with the present verdict. */
export function CheckAgain() {
  const router = useRouter();
  const [pending, start] = useTransition();
  return (
    <Button kind="primary" icon="refresh" pending={pending} onClick={() => start(() => router.refresh())}>
      Check again
    </Button>
  );
}
