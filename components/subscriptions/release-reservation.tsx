"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Frees what a program has reserved. */
export function ReleaseReservation({
  reservation,
  refusal,
}: {
  reservation: { customerId: string; id: string };
  refusal: string | undefined;
}) {
  const { confirm } = useWrite(useTRPC().reservations.release.mutationOptions(), {
    done: "The reservation is released.",
  });
  if (refusal)
    return (
      <Button size="small" disabled reason={refusal}>
        Release…
      </Button>
    );
  return (
    <ConfirmDialog
      trigger="Release…"
      triggerSize="small"
      title="Release this reservation"
      confirm="Release"
      onConfirm={() => confirm(reservation)}
    >
      Its quantity is free again at once, and its program is refused when it commits. What the program uses all the same
      is counted.
    </ConfirmDialog>
  );
}
