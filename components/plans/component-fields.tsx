import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { PriceComponent } from "@/server/money/pricing/price-components";
import { componentKinds, feeCycles, feeTimings, percentageBases } from "@/server/money/states";
import { baseNames, cycleNames, everyNames, kindNames, timingNames } from "./price-words";

const choicesOf = <Value extends string>(values: readonly Value[], names: Record<Value, string>) =>
  values.map((value) => ({ value, label: names[value] }));

/** The fields of one charge; what it is decides which. */
export function ComponentFields({
  component,
  currency,
  onChange,
  onRemove,
}: {
  component: PriceComponent;
  currency: string;
  onChange: (component: PriceComponent) => void;
  onRemove: () => void;
}) {
  const label = component.name || "this charge";
  return (
    <fieldset className="grid gap-3 border-t border-line py-3 sm:grid-cols-2 lg:grid-cols-6">
      <legend className="sr-only">{label}</legend>
      <TextInput
        label="Name"
        className="lg:col-span-2"
        maxLength={80}
        value={component.name}
        onChange={({ target }) => onChange({ ...component, name: target.value })}
      />
      <Select
        label="Charge"
        options={choicesOf(componentKinds, kindNames)}
        value={component.kind}
        onChange={(kind) => onChange(ofKind(component, kind as PriceComponent["kind"]))}
      />
      {component.kind === "percentage" ? (
        <>
          <NumberInput
            label="Part"
            unit="%"
            value={component.percent}
            onChange={({ target }) => onChange({ ...component, percent: target.value })}
          />
          <Select
            label="Of"
            options={choicesOf(percentageBases, baseNames)}
            value={component.of}
            onChange={(of) => onChange({ ...component, of: of as typeof component.of })}
          />
        </>
      ) : (
        <NumberInput
          label={component.kind === "minimum" ? "At least, a month" : "Amount"}
          unit={currency}
          value={component.amount}
          onChange={({ target }) => onChange({ ...component, amount: target.value })}
        />
      )}
      {component.kind === "recurring" ? (
        <>
          <Select
            label="Every"
            options={Object.entries(everyNames).map(([value, name]) => ({ value, label: name }))}
            value={String(component.months)}
            onChange={(months) => onChange({ ...component, months: Number(months) as typeof component.months })}
          />
          <Select
            label="Billed"
            options={choicesOf(feeTimings, timingNames)}
            value={component.timing}
            onChange={(timing) => onChange({ ...component, timing: timing as typeof component.timing })}
          />
          <Select
            label="Periods begin"
            className="lg:col-span-2"
            options={choicesOf(feeCycles, cycleNames)}
            value={component.cycle}
            onChange={(cycle) => onChange({ ...component, cycle: cycle as typeof component.cycle })}
          />
        </>
      ) : null}
      <div className="flex items-end">
        <Button size="small" onClick={onRemove} aria-label={`Remove ${label}`}>
          Remove
        </Button>
      </div>
    </fieldset>
  );
}

/** The same charge as one of another kind, with what is usual for it. */
function ofKind({ id, name, ...of }: PriceComponent, kind: PriceComponent["kind"]): PriceComponent {
  const amount = "amount" in of ? of.amount : "";
  if (kind === "recurring") return { id, name, kind, amount, months: 1, timing: "arrears", cycle: "calendar" };
  if (kind === "percentage") return { id, name, kind, percent: "", of: "all" };
  return { id, name, kind, amount };
}
