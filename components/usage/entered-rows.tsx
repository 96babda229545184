"use client";
import { instantOf } from "@/components/list/time-filter";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

export type EnteredMeter = { slug: string; name: string; unit: string; kind: string };
/**
 * One use as its fields hold it; times in UTC, as fields of date and time write them. `quantity` holds what a unique
 * count counts, where the meter is one.
 */
export type EnteredRow = {
  key: number;
  meter: string;
  quantity: string;
  cloud: string;
  machine: string;
  start: string;
  time: string;
};

const machinesCloud = "machine";

const kindOf = (slug: string, meters: readonly EnteredMeter[]) => meters.find((one) => one.slug === slug)?.kind;

/** Whether a row is of a unique count, and so holds a value. */
export const isUnique = ({ meter }: EnteredRow, meters: readonly EnteredMeter[]) => kindOf(meter, meters) === "unique";

/** A row to begin with. */
export const firstRow = (meters: readonly EnteredMeter[]): EnteredRow => ({
  ...{ key: 1, meter: meters[0]?.slug ?? "", quantity: "", cloud: machinesCloud, machine: "", start: "", time: "" },
});

/** What the fields say, as the server takes it: what is empty is left out. */
export const enteredUses = (rows: readonly EnteredRow[], meters: readonly EnteredMeter[]) =>
  rows.map(({ meter, quantity, cloud, machine, start, time }) => ({
    ...(kindOf(meter, meters) === "unique" ? { meter, value: quantity.trim() } : { meter, quantity: quantity.trim() }),
    ...(cloud !== machinesCloud && { cloud }),
    ...(machine.trim() && { machine: machine.trim() }),
    ...(start && kindOf(meter, meters) === "counter" && { start: instantOf(start) ?? start }),
    ...(time && { time: instantOf(time) ?? time }),
  }));

/** Fields for a few uses, one below the other. */
export function EnteredRows({
  rows,
  onChange,
  meters,
  clouds,
  most,
  timeOptional,
}: {
  rows: readonly EnteredRow[];
  onChange: (rows: EnteredRow[]) => void;
  meters: readonly EnteredMeter[];
  clouds: readonly { slug: string; name: string }[];
  /** How many rows can be entered. */
  most: number;
  /** What an empty time means; without it a time is needed. */
  timeOptional?: string;
}) {
  const set = (key: number, change: Partial<EnteredRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const add = () => {
    const last = rows.at(-1) ?? firstRow(meters);
    onChange([...rows, { ...last, key: last.key + 1, quantity: "" }]);
  };
  return (
    <div className="mt-3 grid gap-4 text-ink">
      {rows.map((row, n) => {
        const meter = meters.find(({ slug }) => slug === row.meter);
        return (
          <fieldset key={row.key} className="grid gap-3 sm:grid-cols-2">
            <legend className="mb-1 flex w-full items-center justify-between text-xs text-ink-3">
              Use {n + 1}
              {rows.length > 1 ? (
                <Button size="small" onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}>
                  Remove<span className="sr-only"> use {n + 1}</span>
                </Button>
              ) : null}
            </legend>
            <Select
              label="Meter"
              options={meters.map(({ slug, name }) => ({ value: slug, label: name }))}
              value={row.meter}
              onChange={(slug) => set(row.key, { meter: slug })}
            />
            {meter?.kind === "unique" ? (
              <TextInput
                label="Value"
                hint={`One of the ${meter.unit} that it counts, by name or id.`}
                value={row.quantity}
                maxLength={300}
                onChange={({ target }) => set(row.key, { quantity: target.value })}
              />
            ) : (
              <NumberInput
                label="Quantity"
                unit={meter?.unit ?? ""}
                value={row.quantity}
                onChange={({ target }) => set(row.key, { quantity: target.value })}
              />
            )}
            <Select
              label="Cloud"
              options={[
                { value: machinesCloud, label: "The machine's" },
                ...clouds.map(({ slug, name }) => ({ value: slug, label: name })),
                { value: "on-premises", label: "On-premises" },
              ]}
              value={row.cloud}
              onChange={(cloud) => set(row.key, { cloud })}
            />
            <TextInput
              label="Machine"
              optional={row.cloud !== machinesCloud}
              hint="Its id, serial, or id at its cloud."
              value={row.machine}
              maxLength={300}
              onChange={({ target }) => set(row.key, { machine: target.value })}
            />
            {meter?.kind === "counter" ? (
              <TextInput
                label="From (UTC)"
                optional
                type="datetime-local"
                value={row.start}
                onChange={({ target }) => set(row.key, { start: target.value })}
              />
            ) : null}
            <TextInput
              label={
                meter?.kind === "counter" ? "To (UTC)" : meter?.kind === "unique" ? "Seen (UTC)" : "Measured (UTC)"
              }
              {...(timeOptional && { optional: timeOptional })}
              type="datetime-local"
              value={row.time}
              onChange={({ target }) => set(row.key, { time: target.value })}
            />
          </fieldset>
        );
      })}
      {rows.length < most ? (
        <Button size="small" className="justify-self-start" onClick={add}>
          Add another use
        </Button>
      ) : null}
    </div>
  );
}
