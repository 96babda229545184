import { TextInput } from "@/components/ui/text-input";

const hints = {
  staff: "Recorded in the audit log and shown on the customer's page.",
  company: "Recorded in the audit log.",
};

/** The reason for an action, asked for in the dialog that confirms it; the hint says who reads it. */
export function ReasonInput({
  value,
  onChange,
  by = "staff",
}: {
  value: string;
  onChange: (reason: string) => void;
  by?: keyof typeof hints;
}) {
  return (
    <TextInput
      className="mt-3.5 text-ink"
      label="Reason"
      hint={hints[by]}
      value={value}
      maxLength={300}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** The server's sentence about a reason that is too short; undefined where it is accepted. */
export const reasonFault = (reason: string): string | undefined =>
  reason.trim().length < 3 ? "Give a reason of a few words." : undefined;
