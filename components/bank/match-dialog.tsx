"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatMoney } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { ActedEntry, MatchedPart } from "./acted-entry";

const partsMost = 20;

/** Confirms what an entry pays: as it is proposed, or as the person changes it. */
export function MatchDialog({ entry, onClose }: { entry: ActedEntry; onClose: () => void }) {
  const { id, currency, amount, title, remittance, reason } = entry;
  const empty = { customerId: "", customerName: "", statementId: "", amount };
  const [parts, setParts] = useState<(MatchedPart & { key: number })[]>(() =>
    (entry.parts.length > 0 ? entry.parts : [empty]).map((part, key) => ({ ...part, key })),
  );
  const [refused, setRefused] = useState<string>();
  const { confirm, pending } = useWrite(useTRPC().bank.confirm.mutationOptions(), { done: `${title} is confirmed.` });
  const missing = parts.some(({ customerId }) => customerId === "") ? "Choose the customer." : undefined;
  const change = (key: number, to: Partial<MatchedPart>) =>
    setParts(parts.map((part) => (part.key === key ? { ...part, ...to } : part)));
  const run = async () => {
    const given = parts.map(({ customerId, statementId, amount }) => ({ customerId, statementId, amount }));
    const sentence = await confirm({ id, parts: given });
    setRefused(sentence);
    if (sentence === undefined) onClose();
  };
  return (
    <Dialog
      wide
      title={`Confirm ${title}`}
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button kind="primary" pending={pending} disabled={missing !== undefined} reason={missing} onClick={run}>
            Confirm
          </Button>
        </>
      }
    >
      {remittance ? <p className="text-ink [overflow-wrap:anywhere]">“{remittance}”</p> : null}
      <p className="mt-1">{reason}</p>
      <div className="mt-3.5 grid gap-4 text-ink">
        {parts.map((part) => (
          <PartFields
            key={part.key}
            part={part}
            currency={currency}
            onChange={(to) => change(part.key, to)}
            {...(parts.length > 1 && { onRemove: () => setParts(parts.filter(({ key }) => key !== part.key)) })}
          />
        ))}
      </div>
      {parts.length < partsMost ? (
        <Button
          className="mt-3"
          size="small"
          icon="plus"
          onClick={() =>
            setParts([...parts, { ...empty, amount: "", key: Math.max(...parts.map(({ key }) => key)) + 1 }])
          }
        >
          Add a part
        </Button>
      ) : null}
      {refused ? (
        <Notice kind="over" live className="mt-3.5">
          {refused}
        </Notice>
      ) : null}
    </Dialog>
  );
}

function PartFields({
  part,
  currency,
  onChange,
  onRemove,
}: {
  part: MatchedPart;
  currency: string;
  onChange: (to: Partial<MatchedPart>) => void;
  onRemove?: () => void;
}) {
  const [isChanging, setChanging] = useState(part.customerId === "");
  const trpc = useTRPC();
  const open = useQuery({
    ...trpc.statements.list.queryOptions({ customer: part.customerId, limit: 100 }),
    enabled: part.customerId !== "",
  });
  const payable = (open.data?.rows ?? []).filter((one) => one.state === "issued" && one.currency === currency);
  return (
    <fieldset className="grid gap-3 border-t border-line pt-3 first:border-t-0 first:pt-0 sm:grid-cols-[1fr_1fr_8rem]">
      <legend className="sr-only">A part of the entry</legend>
      {isChanging ? (
        <CustomerCombobox
          onChoose={({ id, label }) => {
            onChange({ customerId: id, customerName: label, statementId: "" });
            setChanging(false);
          }}
        />
      ) : (
        <div className="min-w-0 text-sm">
          <span className="block text-xs text-ink-3">Customer</span>
          <span className="block truncate">{part.customerName}</span>
          <Button size="small" kind="quiet" className="-ml-2" onClick={() => setChanging(true)}>
            Change
          </Button>
        </div>
      )}
      <Select
        label="Pays first"
        value={part.statementId}
        onChange={(statementId) => onChange({ statementId })}
        options={[
          { value: "", label: "What is due first" },
          ...payable.map((one) => ({
            value: one.id,
            label: `${one.number}: ${formatMoney((one.grossMinor ?? 0n) - one.settledMinor, currency)} open`,
          })),
        ]}
      />
      <div>
        <TextInput
          label={`Amount in ${currency}`}
          name="amount"
          inputMode="decimal"
          value={part.amount}
          onChange={({ target }) => onChange({ amount: target.value })}
        />
        {onRemove ? (
          <Button size="small" kind="quiet" className="-ml-2" onClick={onRemove}>
            Remove
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}
