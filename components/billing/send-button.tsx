import { ActionButton } from "@/components/list/action-button";

/** Sends the mail about an issued statement once more. */
export function SendButton({ id, number, refusal }: { id: string; number: string; refusal: string | undefined }) {
  return (
    <ActionButton
      action={{
        id: "send",
        label: "Send again…",
        title: `Send statement ${number} once more?`,
        body: "Owners, billing users and the address for statements get the mail about it, with what is left to pay now.",
        confirm: "Send",
        done: "The mail is on its way.",
        call: { mutation: "statements.send", input: { id } },
        disabledReason: refusal,
      }}
    />
  );
}
