"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextInput } from "@/components/ui/text-input";
import { useSending } from "./send-upload";
import { SentBytes } from "./sent-bytes";

/** Goes on with an upload that broke off: the same files are chosen again, and what is missing of them is sent. */
export function ContinueUpload({
  id,
  received,
  files: expected,
  refusal,
}: {
  id: string;
  received: number;
  files: { name: string; bytes: number }[];
  refusal: string | undefined;
}) {
  const [files, setFiles] = useState<File[]>([]);
  const { sent, send } = useSending();
  const router = useRouter();
  if (refusal)
    return (
      <Button size="small" disabled reason={refusal}>
        Continue…
      </Button>
    );
  return (
    <ConfirmDialog
      trigger="Continue…"
      triggerSize="small"
      title="Continue an upload"
      confirm="Continue"
      onConfirm={async () => {
        const chosen = expected.map(({ name, bytes }) =>
          files.find((file) => file.name === name && file.size === bytes),
        );
        const same = chosen.flatMap((file) => file ?? []);
        if (same.length !== expected.length || files.length !== expected.length)
          return "These are not the same files: names or sizes differ.";
        const refused = await send({ id, from: received }, same);
        if (!refused) router.refresh();
        return refused;
      }}
    >
      Choose the same files again: {expected.map(({ name }) => name).join(", ")}. Only what has not come is sent.
      <TextInput
        className="mt-3.5 text-ink"
        label="Files"
        type="file"
        multiple
        onChange={({ target }) => setFiles([...(target.files ?? [])])}
      />
      <SentBytes sent={sent} />
    </ConfirmDialog>
  );
}
