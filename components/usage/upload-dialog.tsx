"use client";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import type { SearchedOption } from "@/components/list/search-rows";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { ImportWay } from "@/server/usage/states";
import { useSending } from "./send-upload";
import { SentBytes } from "./sent-bytes";

type Cloud = { id: string; name: string };

/** The button that uploads an export, and its dialog. */
export function UploadButton({ clouds, refusal }: { clouds: Cloud[]; refusal: string | undefined }) {
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
      {open ? <UploadDialog clouds={clouds} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function UploadDialog({ clouds, onClose }: { clouds: Cloud[]; onClose: () => void }) {
  const [customer, setCustomer] = useState<SearchedOption | null>(null);
  const [cloudId, setCloud] = useState(clouds[0]?.id ?? "");
  const [way, setWay] = useState<ImportWay>("import");
  const [files, setFiles] = useState<File[]>([]);
  const [refusal, setRefusal] = useState<string>();
  const { confirm, pending } = useWrite(useTRPC().uploads.begin.mutationOptions());
  const { sent, send } = useSending();
  // Once it has begun, what is missing is sent from the list of uploads: here it would begin again.
  const [begun, setBegun] = useState(false);
  const busy = pending || sent !== null;
  const upload = async () => {
    const missing = !customer ? "Choose the customer." : files.length === 0 ? "Choose a file." : undefined;
    setRefusal(missing);
    if (missing || !customer) return;
    const about = {
      customerId: customer.id,
      cloudId,
      way,
      files: files.map(({ name, size }) => ({ name, bytes: size })),
    };
    let uploadId = "";
    const refused = await confirm(about, ({ id }) => {
      uploadId = id;
      setBegun(true);
      return undefined;
    });
    const broken = refused ?? (await send({ id: uploadId, from: 0 }, files));
    setRefusal(broken);
    if (!broken) onClose();
  };
  return (
    <Dialog
      title="Upload an export"
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {begun ? "Close" : "Cancel"}
          </Button>
          {begun && !busy ? null : (
            <Button kind="primary" pending={busy} onClick={upload}>
              Upload
            </Button>
          )}
        </>
      }
    >
      <p>
        A cost-and-usage export (FOCUS) of one cloud for one customer: CSV or Parquet, also compressed with gzip or
        zstd. After the upload a dry run shows what it would do. Nothing is imported until you confirm it.
      </p>
      <div className="mt-3.5 grid gap-3 text-ink">
        <CustomerCombobox onChoose={setCustomer} />
        <Select
          label="Cloud"
          options={clouds.map(({ id, name }) => ({ value: id, label: name }))}
          value={cloudId}
          onChange={setCloud}
        />
        <RadioCards
          legend="How"
          name="way"
          columns={2}
          value={way}
          onChange={(value) => setWay(value === "restate" ? "restate" : "import")}
          options={[
            { value: "import", label: "Import", text: "Adds what is new" },
            { value: "restate", label: "Restate", text: "Replaces the billing periods that it names" },
          ]}
        />
        <TextInput
          label="Files"
          type="file"
          multiple
          hint="All parts of one export together."
          onChange={({ target }) => setFiles([...(target.files ?? [])])}
        />
      </div>
      <SentBytes sent={sent} />
      {refusal ? (
        <Notice kind="over" live className="mt-3.5">
          {refusal}
        </Notice>
      ) : null}
    </Dialog>
  );
}
