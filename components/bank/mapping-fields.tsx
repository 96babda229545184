import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { Mapping } from "./send-bank-file";

const fields = [
  { key: "date", label: "Day" },
  { key: "amount", label: "Amount" },
  { key: "name", label: "Payer" },
  { key: "payerAccount", label: "Payer's account" },
  { key: "text", label: "Text" },
  { key: "reference", label: "Bank's reference" },
] as const;

const dayForms = [
  { value: "dmy", label: "30.11.2026" },
  { value: "mdy", label: "11/30/2026" },
  { value: "ymd", label: "2026-11-30" },
] satisfies { value: Mapping["dayForm"]; label: string }[];

const optional = new Set<string>(["name", "payerAccount", "text", "reference"]);

/** Which column of a CSV file is what. */
export function MappingFields({
  columns,
  mapping,
  onChange,
}: {
  columns: string[];
  mapping: Mapping;
  onChange: (to: Partial<Mapping>) => void;
}) {
  const named = [...new Set(columns)].filter((name) => name !== "").map((name) => ({ value: name, label: name }));
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextInput
        label="Your account"
        name="account"
        value={mapping.account}
        onChange={({ target }) => onChange({ account: target.value })}
        hint="As the bank names it, always alike: by it entries are found again."
      />
      <TextInput
        label="Currency"
        name="currency"
        value={mapping.currency}
        onChange={({ target }) => onChange({ currency: target.value })}
        hint="The name of its column, or a code such as EUR."
      />
      {fields.map(({ key, label }) => (
        <Select
          key={key}
          label={label}
          value={mapping[key]}
          onChange={(name) => onChange({ [key]: name })}
          placeholder="Choose a column"
          options={optional.has(key) ? [{ value: "", label: "None" }, ...named] : named}
        />
      ))}
      <Select
        label="Days are like"
        value={mapping.dayForm}
        onChange={(form) => onChange({ dayForm: dayForms.find(({ value }) => value === form)?.value ?? "dmy" })}
        options={dayForms}
      />
      <Select
        label="Amounts are like"
        value={mapping.decimal}
        onChange={(sign) => onChange({ decimal: sign === "." ? "." : "," })}
        options={[
          { value: ",", label: "1.234,50" },
          { value: ".", label: "1,234.50" },
        ]}
      />
    </div>
  );
}
