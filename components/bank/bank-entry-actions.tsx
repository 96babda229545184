"use client";
import { useState } from "react";
import { ActionDialog } from "@/components/list/action-dialog";
import type { ListAction } from "@/components/list/list-action";
import { Menu } from "@/components/ui/menu";
import type { ActedEntry } from "./acted-entry";
import { MatchDialog } from "./match-dialog";

/** The menu of an entry: confirm what it pays, ignore it, take the decision back. */
export function BankEntryActions({ entry, refusal }: { entry: ActedEntry; refusal: string | undefined }) {
  const [asked, setAsked] = useState<"confirm" | "ignore" | "reopen">();
  const disabled = refusal === undefined ? {} : { disabledReason: refusal };
  const close = () => setAsked(undefined);
  const waits = entry.state === "waiting";
  const items = waits
    ? [
        ...(entry.kind === "credit"
          ? [
              {
                id: "confirm",
                label: "Confirm…",
                icon: "check" as const,
                onAction: () => setAsked("confirm"),
                ...disabled,
              },
            ]
          : []),
        { id: "ignore", label: "Ignore…", icon: "x" as const, onAction: () => setAsked("ignore"), ...disabled },
      ]
    : [{ id: "reopen", label: "Take back…", icon: "undo" as const, onAction: () => setAsked("reopen"), ...disabled }];
  return (
    <>
      <Menu label={`Actions for ${entry.title}`} items={items} />
      {asked === "confirm" ? <MatchDialog entry={entry} onClose={close} /> : null}
      {asked === "ignore" || asked === "reopen" ? (
        <ActionDialog action={actionOf(asked, entry)} open onOpenChange={(open) => !open && close()} />
      ) : null}
    </>
  );
}

function actionOf(asked: "ignore" | "reopen", { id, title, state }: ActedEntry): ListAction {
  if (asked === "ignore")
    return {
      ...{ id: "ignore", label: "Ignore…", title: `Ignore ${title}`, confirm: "Ignore", asksReason: "staff" },
      body: "It is no payment of a customer. It stays listed as ignored, and can be taken back.",
      done: `${title} is ignored.`,
      call: { mutation: "bank.ignore", input: { id } },
    };
  return {
    ...{ id: "reopen", label: "Take back…", title: `Take back what was decided of ${title}`, confirm: "Take back" },
    asksReason: "staff",
    body:
      state === "confirmed"
        ? "Its payments are reversed: what they settled is to be paid again, and the entry waits for a decision."
        : "The entry waits for a decision again.",
    done: `${title} waits again.`,
    call: { mutation: "bank.reopen", input: { id } },
  };
}
