import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { leftOut, type PairDraft } from "./mapping-draft";

type Meter = { slug: string; name: string; unit: string };

/** The values of the meter's column, each with the meter that it means. */
export function MappingPairs({
  pairs,
  meters,
  onChange,
}: {
  pairs: PairDraft[];
  meters: Meter[];
  onChange: (pairs: PairDraft[]) => void;
}) {
  const set = (key: number, change: Partial<PairDraft>) =>
    onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...change } : pair)));
  const add = () => {
    const key = Math.max(-1, ...pairs.map((pair) => pair.key)) + 1;
    onChange([...pairs, { key, value: "", unit: "", meter: meters[0]?.slug ?? leftOut, factor: "" }]);
  };
  return (
    <fieldset>
      <legend className="text-sm font-[560]">Values of the meter's column</legend>
      <p className="text-xs text-ink-3">
        The first that fits a row holds. * is any text. A unit limits it to rows in that unit. A factor is how much of
        the meter one unit is; without one the row's unit is converted.
      </p>
      <ol className="mt-2 grid gap-3">
        {pairs.map(({ key, value, unit, meter, factor }, n) => {
          const label = (what: string) => (
            <>
              {what}
              <span className="sr-only"> {n + 1}</span>
            </>
          );
          // One row of labels over the lines of a wide screen.
          const folded = n > 0 ? "sm:[&>label]:sr-only" : "";
          return (
            <li
              key={key}
              className="grid items-end gap-2 max-sm:grid-cols-2 max-sm:border-t max-sm:border-line max-sm:pt-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1.4fr)_minmax(0,1fr)_auto]"
            >
              <TextInput
                label={label("Value")}
                className={`max-sm:col-span-2 ${folded}`}
                value={value}
                maxLength={300}
                onChange={({ target }) => set(key, { value: target.value })}
              />
              <TextInput
                label={label("In unit")}
                className={folded}
                value={unit}
                maxLength={60}
                placeholder="any"
                onChange={({ target }) => set(key, { unit: target.value })}
              />
              <Select
                label={label("Meter")}
                className={folded}
                value={meter}
                options={[
                  ...meters.map((one) => ({ value: one.slug, label: `${one.name} (${one.unit})` })),
                  { value: leftOut, label: "Not counted" },
                ]}
                onChange={(chosen) => set(key, { meter: chosen })}
              />
              <TextInput
                label={label("Factor")}
                className={folded}
                value={factor}
                maxLength={44}
                inputMode="decimal"
                placeholder="converted"
                disabled={meter === leftOut}
                onChange={({ target }) => set(key, { factor: target.value })}
              />
              <IconButton
                icon="trash"
                label={`Delete value ${n + 1}`}
                className="max-sm:justify-self-end"
                onClick={() => onChange(pairs.filter((pair) => pair.key !== key))}
              />
            </li>
          );
        })}
      </ol>
      <Button size="small" icon="plus" className="mt-3" onClick={add}>
        Add value
      </Button>
    </fieldset>
  );
}
