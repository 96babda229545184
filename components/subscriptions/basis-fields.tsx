import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";

export type CloudChoice = { slug: string; name: string };

/** What a limit counts by and includes; covers and shares as they are written, one a line. */
export type Basis = { cloud: string; billingFactor: string; covers: string; referenceShares: string };

export const usualBasis: Basis = { cloud: "all", billingFactor: "1", covers: "", referenceShares: "" };

/** Whose use a limit counts, its billing units, what it includes, and what is expected of each cloud. */
export function BasisFields({
  basis,
  clouds,
  errors,
  fixed,
}: {
  basis: Basis;
  clouds: CloudChoice[];
  errors: Record<string, string>;
  /** The limit is there: cloud and factor stay once it has billed, and a window's covers and shares once it runs. */
  fixed?: boolean;
}) {
  const once = fixed ? " Stays as it is once the limit has billed." : "";
  const next = fixed ? " Holds from the next window that begins." : "";
  return (
    <>
      <Select
        label="Counts use in"
        name="cloud"
        defaultValue={basis.cloud}
        options={[
          { value: "all", label: "All clouds", detail: "and on-premises" },
          ...clouds.map(({ slug, name }) => ({ value: slug, label: name, detail: "alone" })),
        ]}
        error={errors.cloud}
        hint={`Use elsewhere never counts in it.${once}`}
      />
      <NumberInput
        label="Billing factor"
        name="billingFactor"
        defaultValue={basis.billingFactor}
        error={errors.billingFactor}
        hint={`Billing units for each unit of the meter: 0.5 where 2 vCPU are 1 core. Rate and step are per billing unit.${once}`}
      />
      <TextArea
        label="Covers"
        optional="none"
        name="covers"
        rows={2}
        defaultValue={basis.covers}
        error={errors.covers}
        hint={`Included on top of the limit, one a line: Launch offer = 2. They add up; an event is raised all the same.${next}`}
      />
      <TextArea
        label="Reference shares"
        optional="none"
        name="referenceShares"
        rows={2}
        defaultValue={basis.referenceShares}
        error={errors.referenceShares}
        hint={`What a cloud is expected to use, one a line, its slug first: aws = 4. A cloud above its share is named by billing events.${next}`}
      />
    </>
  );
}
