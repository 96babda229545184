"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { TextInput } from "@/components/ui/text-input";
import { notify } from "@/components/ui/toast";
import { BankFilePreview } from "./bank-file-preview";
import { MappingFields } from "./mapping-fields";
import { type FileLook, type Mapping, sendBankFile } from "./send-bank-file";

/** The button that uploads a file of the bank, and its dialog. */
export function BankFileButton({ refusal }: { refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        kind="primary"
        icon="upload"
        disabled={refusal !== undefined}
        reason={refusal}
        onClick={() => setOpen(true)}
      >
        Upload…
      </Button>
      {open ? <BankFileDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Chooses a file, shows how it is read, and stores it. */
function BankFileDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [look, setLook] = useState<FileLook | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ask = async (chosen: File, given: Mapping | null) => {
    setBusy(true);
    const answer = await sendBankFile(chosen, { mapping: given, look: true });
    setBusy(false);
    setRefused(answer.refusal);
    if (!answer.look) return;
    setLook(answer.look);
    if (answer.look.csv && !given) setMapping({ account: "", ...answer.look.csv.guess });
  };
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setLook(null);
    setMapping(null);
    setRefused(undefined);
    if (chosen) void ask(chosen, null);
  };
  const store = async () => {
    if (!file) return setRefused("Choose a file.");
    setBusy(true);
    const { stored, refusal } = await sendBankFile(file, { mapping, look: false });
    setBusy(false);
    setRefused(refusal);
    if (!stored) return;
    notify(`${stored.added} new entries, ${stored.known} known from earlier files.`);
    onClose();
    router.refresh();
  };
  const isRead = look?.read !== null && look?.read !== undefined;
  return (
    <Dialog
      wide
      title="Upload a file of the bank"
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          {look?.csv && file ? (
            <Button onClick={() => ask(file, mapping)} disabled={busy}>
              Look
            </Button>
          ) : null}
          <Button
            kind="primary"
            pending={busy}
            disabled={!isRead}
            reason={isRead ? undefined : look?.csv ? "Look at the file first." : "Choose a file."}
            onClick={store}
          >
            Store entries
          </Button>
        </>
      }
    >
      <p>
        A CAMT.053 statement, or a CSV export. Entries that an earlier file brought are not stored again. Nothing is
        paid before you confirm it.
      </p>
      <div className="mt-3.5 grid gap-3 text-ink">
        <TextInput
          label="File"
          name="file"
          type="file"
          accept=".xml,.csv,.txt,text/csv,application/xml"
          onChange={({ target }) => choose(target.files?.[0] ?? null)}
        />
        {look?.csv && mapping ? (
          <MappingFields
            columns={look.csv.head}
            mapping={mapping}
            onChange={(to) => {
              setMapping({ ...mapping, ...to });
              setLook({ ...look, read: null });
            }}
          />
        ) : null}
        {look ? <BankFilePreview look={look} /> : null}
      </div>
      {refused ? (
        <Notice kind="over" live className="mt-3.5">
          {refused}
        </Notice>
      ) : null}
    </Dialog>
  );
}
