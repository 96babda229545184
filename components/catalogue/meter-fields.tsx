import { useState } from "react";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";
import { aggregationsOf } from "@/server/catalogue/states";
import { aggregationWords, kindWords } from "./service-words";

/** A meter as its fields show it. */
export type MeterValues = {
  slug: string;
  name: string;
  unit: string;
  kind: keyof typeof aggregationsOf;
  aggregation: string;
  decimals: number;
  whole: boolean;
  staleMinutes: number;
  plausibleRecord: string | null;
  /** As people write it; empty: every record counts. */
  filter: string;
  /** The same: names with commas between them. */
  dimensions: string;
};

const kindsOf = Object.keys(aggregationsOf) as MeterValues["kind"][];

/** The fields of a meter; what a window's figure may be made by depends on the kind. */
export function MeterFields({ meter, errors }: { meter: MeterValues | undefined; errors: Record<string, string> }) {
  const [kind, setKind] = useState<MeterValues["kind"]>(meter?.kind ?? "counter");
  return (
    <>
      <TextInput label="Name" name="name" defaultValue={meter?.name} error={errors.name} maxLength={80} />
      {meter ? null : (
        <TextInput
          label="Slug"
          name="slug"
          error={errors.slug}
          maxLength={60}
          hint="Small letters, digits and hyphens. It never changes."
        />
      )}
      <TextInput
        label="Unit"
        name="unit"
        defaultValue={meter?.unit}
        error={errors.unit}
        maxLength={30}
        hint="GiB, vCPU·h, or a word for what is counted."
      />
      <Select
        label="Kind"
        name="kind"
        options={kindsOf.map((one) => ({ value: one, label: kindWords[one] ?? one }))}
        value={kind}
        onChange={(value) => setKind(kindsOf.find((one) => one === value) ?? kind)}
        error={errors.kind}
      />
      <Select
        key={kind}
        label="In a window"
        name="aggregation"
        options={aggregationsOf[kind].map((one) => ({ value: one, label: aggregationWords[one] ?? one }))}
        defaultValue={
          kind === meter?.kind && aggregationsOf[kind].some((one) => one === meter.aggregation)
            ? meter.aggregation
            : aggregationsOf[kind][0]
        }
        error={errors.aggregation}
      />
      <NumberInput
        label="Decimals shown"
        name="decimals"
        defaultValue={String(meter?.decimals ?? 3)}
        error={errors.decimals}
      />
      <Select
        label="Units of one"
        name="whole"
        options={[
          { value: "false", label: "may be parts" },
          { value: "true", label: "exist only whole" },
        ]}
        defaultValue={String(meter?.whole ?? false)}
        error={errors.whole}
      />
      <NumberInput
        label="A level stands for"
        name="staleMinutes"
        unit="min"
        defaultValue={String(meter?.staleMinutes ?? 15)}
        error={errors.staleMinutes}
        hint="As use now, after the machine's last report."
      />
      <NumberInput
        label="Most in one record"
        name="plausibleRecord"
        defaultValue={meter?.plausibleRecord ?? ""}
        error={errors.plausibleRecord}
        hint="A record of more is set aside. Empty: none is."
      />
      <TextArea
        label="Only records with"
        name="filter"
        optional
        rows={2}
        className="sm:col-span-2"
        defaultValue={meter?.filter}
        error={errors.filter}
        maxLength={20_000}
        hint="By what records say in data.dimensions, like region=eu,ch; tier=gold. Empty: every record counts."
      />
      <TextInput
        label="Dimensions"
        name="dimensions"
        optional
        className="sm:col-span-2"
        defaultValue={meter?.dimensions}
        error={errors.dimensions}
        maxLength={400}
        hint="Names in data.dimensions by which use is charted and exported, like region, tier. At most 5."
      />
    </>
  );
}
