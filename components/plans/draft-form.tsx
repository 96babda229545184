"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { Segmented } from "@/components/ui/segmented";
import { TextInput } from "@/components/ui/text-input";
import type { PriceList } from "@/server/catalogue/plan-versions";
import type { PriceComponent } from "@/server/money/pricing/price-components";
import { ComponentFields } from "./component-fields";
import { PriceCalculator } from "./price-calculator";

export type DraftValues = { id: string; note: string; trialDays: number; prices: PriceList[] };

/** What a draft charges, by currency: saved as a whole, and tried before it is published. */
export function DraftForm({ draft, refusal }: { draft: DraftValues; refusal: string | undefined }) {
  const [note, setNote] = useState(draft.note);
  const [trialDays, setTrialDays] = useState(String(draft.trialDays));
  const [prices, setPrices] = useState(draft.prices);
  const [currency, setCurrency] = useState(draft.prices[0]?.currency ?? "");
  const [added, setAdded] = useState("");
  const { write, pending, errors } = useWrite(useTRPC().plans.save.mutationOptions(), { done: "Draft saved." });
  const list = prices.find((one) => one.currency === currency);
  const change = (components: PriceComponent[]) =>
    setPrices(prices.map((one) => (one.currency === currency ? { currency, components } : one)));
  const addCurrency = () => {
    const code = added.trim().toUpperCase();
    if (!/^[A-Z]{3}$/.test(code)) return;
    if (!prices.some((one) => one.currency === code))
      setPrices([...prices, { currency: code, components: list?.components ?? [] }]);
    setCurrency(code);
    setAdded("");
  };
  const fault = Object.values(errors)[0];
  return (
    <div className="grid gap-4">
      <div className="grid gap-3 sm:grid-cols-3">
        <TextInput
          label="Note"
          optional
          maxLength={200}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          hint="For staff: what changes with this version."
        />
        <NumberInput
          label="Trial"
          unit="days"
          value={trialDays}
          onChange={({ target }) => setTrialDays(target.value)}
          error={errors.trialDays}
          hint="From the begin on nothing but use above limits is charged. 0: none."
        />
        <div className="flex items-start gap-2">
          <TextInput
            label="Another currency"
            maxLength={3}
            value={added}
            onChange={({ target }) => setAdded(target.value)}
            hint="Three letters, like CHF. It begins with these charges."
          />
          <Button className="mt-5.5" onClick={addCurrency} disabled={added.trim().length !== 3}>
            Add
          </Button>
        </div>
      </div>
      {prices.length > 1 ? (
        <Segmented
          label="Currency"
          className="justify-self-start"
          name={`currency-${draft.id}`}
          items={prices.map((one) => ({ value: one.currency, label: one.currency }))}
          value={currency}
          onChange={setCurrency}
        />
      ) : null}
      {list ? (
        <div>
          {list.components.map((component, n) => (
            <ComponentFields
              key={component.id}
              component={component}
              currency={currency}
              onChange={(changed) => change(list.components.with(n, changed))}
              onRemove={() => change(list.components.toSpliced(n, 1))}
            />
          ))}
          {list.components.length === 0 ? (
            <p className="text-ink-3">Nothing is charged in {currency} but use above limits.</p>
          ) : null}
          <div className="flex flex-wrap gap-2 border-t border-line pt-3">
            <Button size="small" onClick={() => change([...list.components, newCharge(list.components)])}>
              Add a charge
            </Button>
            <Button
              size="small"
              onClick={() => {
                const rest = prices.filter((one) => one.currency !== currency);
                setPrices(rest);
                setCurrency(rest[0]?.currency ?? "");
              }}
            >
              Remove {currency}
            </Button>
          </div>
        </div>
      ) : (
        <p className="text-ink-3">No currency yet: customers who pay in it can subscribe once it is published.</p>
      )}
      {fault ? (
        <p role="alert" className="text-sm text-over">
          {fault}
        </p>
      ) : null}
      <div>
        <Button
          kind="primary"
          pending={pending}
          disabled={refusal !== undefined}
          reason={refusal}
          onClick={() => write({ id: draft.id, note, trialDays, prices })}
        >
          Save draft
        </Button>
      </div>
      {list ? <PriceCalculator currency={currency} components={list.components} trialDays={trialDays} /> : null}
    </div>
  );
}

/** A charge with an id that no other has. */
function newCharge(others: readonly PriceComponent[]): PriceComponent {
  let n = others.length + 1;
  while (others.some(({ id }) => id === `charge-${n}`)) n += 1;
  const usual = { months: 1, timing: "arrears", cycle: "calendar" } as const;
  return { id: `charge-${n}`, name: "Monthly fee", kind: "recurring", amount: "", ...usual };
}
