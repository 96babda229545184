import { TextInput } from "@/components/ui/text-input";

/** Why somebody of the staff does it, asked in the dialog that confirms it. */
export function ReasonInput({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  return (
    <TextInput
      className="mt-3.5 text-ink"
      label="Reason"
      hint="Stands in the audit log and on the customer's page."
      value={value}
      maxLength={300}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
