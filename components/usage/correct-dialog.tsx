"use client";
import { type ReactNode, useState } from "react";
import { ReasonInput, reasonFault } from "@/components/list/reason-input";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { CorrectionAnswer } from "@/server/workflow/correct-or-preview";
import { CorrectionPreview } from "./correction-preview";

/** What a dialog asks of the server: the sentence of a refusal, or the answer. */
export type Corrects = (
  asked: { reason: string; preview: boolean },
  after: (answer: CorrectionAnswer) => undefined,
) => Promise<string | undefined>;

/**
 * Asks why, shows what a correction would change, and only then makes it. Another reason or another quantity asks for
 * a new preview.
 */
export function CorrectDialog({
  title,
  confirm,
  destructive,
  meters,
  fault,
  asked,
  pending,
  correct,
  onDone,
  onClose,
  children,
}: {
  title: string;
  /** The verb on the confirming button: "Void". */
  confirm: string;
  destructive?: boolean;
  meters: { slug: string; name: string; unit: string }[];
  /** Why it cannot be asked yet, e.g. that no quantity has changed. */
  fault?: string | undefined;
  /** What is entered besides the reason: a preview belongs to it. */
  asked: string;
  pending: boolean;
  correct: Corrects;
  onDone: (answer: CorrectionAnswer) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const [reason, setReason] = useState("");
  const [seen, setSeen] = useState<{ asked: string; answer: CorrectionAnswer }>();
  const [refusal, setRefusal] = useState<string>();
  const shown = seen?.asked === asked ? seen.answer : undefined;
  const run = async (preview: boolean) => {
    const wrong = fault ?? reasonFault(reason);
    setRefusal(wrong);
    if (wrong) return;
    const refused = await correct({ reason: reason.trim(), preview }, (answer) => {
      if (preview) setSeen({ asked, answer });
      else onDone(answer);
      return undefined;
    });
    setRefusal(refused);
  };
  return (
    <Dialog
      title={title}
      open
      wide
      onOpenChange={(open) => !open && !pending && onClose()}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button kind={shown ? "normal" : "primary"} pending={pending && !shown} onClick={() => run(true)}>
            Preview
          </Button>
          <Button
            kind={shown ? (destructive ? "destroy" : "primary") : "normal"}
            pending={pending && shown !== undefined}
            disabled={shown === undefined}
            reason="Preview it first."
            onClick={() => run(false)}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {children}
      <ReasonInput value={reason} onChange={setReason} by="company" />
      {refusal ? (
        <Notice kind="over" live className="mt-3.5">
          {refusal}
        </Notice>
      ) : null}
      {shown ? <CorrectionPreview answer={shown} meters={meters} /> : null}
    </Dialog>
  );
}
