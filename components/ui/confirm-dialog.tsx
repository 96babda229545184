"use client";
import { type ReactNode, useState, useTransition } from "react";
import { Button } from "./button";
import type { ButtonKind, ButtonSize } from "./button-class";
import { Dialog } from "./dialog";
import type { IconName } from "./icon";
import { Notice } from "./notice";
import { TextInput } from "./text-input";

/**
 * A button, and the dialog that confirms its action. `title` is the action and count ("Revoke 3 licenses"), the body
 * states what happens to whom and when. `typed` asks for those words, only where it can't be undone. `onConfirm` may
 * return a sentence (or throw): it is shown inside and the dialog stays open. Controlled by `open` where a menu opens
 * it.
 */
export function ConfirmDialog({
  trigger,
  triggerKind,
  triggerSize,
  triggerIcon,
  open: openFromOutside,
  onOpenChange,
  title,
  children,
  confirm,
  destructive,
  typed,
  onConfirm,
}: {
  trigger?: ReactNode;
  triggerKind?: ButtonKind;
  triggerSize?: ButtonSize;
  triggerIcon?: IconName;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** The verb on the confirming button: "Revoke 3 licenses". */
  confirm: string;
  destructive?: boolean;
  typed?: string;
  // biome-ignore lint/suspicious/noConfusingVoidType: an action returns nothing or a sentence
  onConfirm: () => Promise<string | void> | string | void;
}) {
  const [openHere, setOpenHere] = useState(false);
  const [words, setWords] = useState("");
  const [error, setError] = useState<string>();
  const [pending, startTransition] = useTransition();
  const open = openFromOutside ?? openHere;
  const setOpen = (next: boolean) => {
    if (pending) return;
    setWords("");
    setError(undefined);
    setOpenHere(next);
    onOpenChange?.(next);
  };
  const run = () =>
    startTransition(async () => {
      const answer = await attempt(onConfirm);
      setError(answer);
      if (!answer) {
        setOpenHere(false);
        onOpenChange?.(false);
      }
    });
  return (
    <>
      {trigger ? (
        <Button
          kind={triggerKind ?? (destructive ? "danger" : "normal")}
          size={triggerSize}
          icon={triggerIcon}
          onClick={() => setOpen(true)}
        >
          {trigger}
        </Button>
      ) : null}
      <Dialog
        title={title}
        open={open}
        onOpenChange={setOpen}
        alert
        footer={
          <>
            <Button onClick={() => setOpen(false)} disabled={pending}>
              Cancel
            </Button>
            <Button
              kind={destructive ? "destroy" : "primary"}
              pending={pending}
              disabled={typed !== undefined && words.trim() !== typed}
              reason={typed ? `Type ${typed} first` : undefined}
              onClick={run}
            >
              {confirm}
            </Button>
          </>
        }
      >
        {children}
        {typed ? (
          <TextInput
            className="mt-3.5 text-ink"
            label={
              <>
                Type <span className="mono">{typed}</span>
              </>
            }
            value={words}
            autoComplete="off"
            onChange={(event) => setWords(event.target.value)}
          />
        ) : null}
        {error ? (
          <Notice kind="over" live className="mt-3.5">
            {error}
          </Notice>
        ) : null}
      </Dialog>
    </>
  );
}

async function attempt(action: () => unknown): Promise<string | undefined> {
  try {
    const answer = await action();
    return typeof answer === "string" && answer !== "" ? answer : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "This was not done. Try again.";
  }
}
