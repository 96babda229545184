"use client";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import type { SearchedOption } from "@/components/list/search-rows";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatNumber, NOTHING } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";
import type { MappingRules } from "@/server/usage/mappings/mapping-rules";
import type { MappingTrial as Trial } from "@/server/usage/mappings/try-mapping";
import { sampleLength } from "@/server/usage/states";
import { reasonCounts } from "./import-words";
import { sampleOf } from "./mapping-draft";

type Meter = { slug: string; name: string; unit: string };

/** Tries the rules that stand in the fields on rows of a file. Nothing is stored. */
export function MappingTrial({
  cloudId,
  rules,
  asksCustomer,
  meters,
  refusal,
  onColumns,
}: {
  cloudId: string;
  rules: () => MappingRules;
  /** A column states the customer: then an import is one customer's. */
  asksCustomer: boolean;
  meters: Meter[];
  refusal: string | undefined;
  /** The columns of the file. */
  onColumns: (columns: string[]) => void;
}) {
  const [sample, setSample] = useState("");
  const [customer, setCustomer] = useState<SearchedOption | null>(null);
  const [fault, setFault] = useState<string>();
  const [trial, setTrial] = useState<Trial | null>(null);
  const { confirm, pending } = useWrite(useTRPC().mappings.try.mutationOptions());
  const take = async (file: File | undefined) => {
    if (!file) return;
    const text = sampleOf(await file.slice(0, sampleLength).text(), sampleLength);
    setFault(
      text === undefined
        ? "Choose a CSV file that is not compressed. An upload's dry run reads every kind."
        : undefined,
    );
    if (text !== undefined) setSample(text);
  };
  const attempt = async () => {
    const asked = { ...rules(), cloud: cloudId, sample, ...(asksCustomer && customer && { customer: customer.id }) };
    setFault(
      await confirm(asked, (done) => {
        setTrial(done);
        onColumns(done.columns);
        return undefined;
      }),
    );
  };
  return (
    <Card title="Try them" note="on rows of a file; nothing is stored" className="mt-4">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <TextInput
            label="File"
            type="file"
            accept=".csv,text/csv"
            hint="CSV; its first 256 KiB are taken."
            onChange={({ target }) => take(target.files?.[0])}
          />
          {asksCustomer ? <CustomerCombobox onChoose={setCustomer} /> : null}
        </div>
        <TextArea
          label="Rows"
          mono
          rows={5}
          wrap="off"
          maxLength={sampleLength}
          placeholder="The head of the file and some of its rows"
          value={sample}
          onChange={({ target }) => setSample(target.value)}
        />
        <div>
          <Button pending={pending} disabled={refusal !== undefined} reason={refusal} onClick={attempt}>
            Try
          </Button>
        </div>
        {fault ? (
          <Notice kind="over" live>
            {fault}
          </Notice>
        ) : null}
        {trial ? <TrialAnswer trial={trial} meters={meters} /> : null}
      </div>
    </Card>
  );
}

function TrialAnswer({ trial, meters }: { trial: Trial; meters: Meter[] }) {
  const meterOf = (slug: string) => meters.find((one) => one.slug === slug) ?? { name: slug, unit: "" };
  const use = (slug: string, quantity: string) =>
    `${meterOf(slug).name} ${formatNumber(quantity, { decimals: 9 })} ${meterOf(slug).unit}`;
  const sums = Object.entries(trial.meters).map(([slug, sum]) => use(slug, sum));
  const listed = trial.read - trial.use;
  return (
    <div>
      <p role="status" className="[overflow-wrap:anywhere]">
        {formatCount(trial.read, "row")}: {formatNumber(trial.use)} report use
        {sums.length > 0 ? ` (${sums.join(", ")})` : ""}, {formatNumber(listed)} would not be counted
        {listed > 0 ? ` (${reasonCounts(trial.reasons)})` : ""}.
      </p>
      {trial.rows.length > 0 ? (
        <DataTable
          className="mt-3"
          label="Rows as they are read"
          columns={[
            { key: "row", head: "Row", align: "right" },
            { key: "stated", head: "In the file" },
            { key: "is", head: "Is" },
            { key: "machine", head: "Machine", fold: "phone" },
          ]}
          rows={trial.rows.map(({ number, reason, meter, quantity, machine, stated }) => ({
            id: String(number),
            cells: {
              row: formatNumber(number),
              stated: (
                <span className="block whitespace-normal [overflow-wrap:anywhere]">{`${stated.quantity} ${stated.unit}`}</span>
              ),
              is:
                meter === null ? (
                  <span className="text-ink-3">{(reason ?? "").replaceAll("_", " ")}</span>
                ) : (
                  <span className="block whitespace-normal">{use(meter, quantity ?? "0")}</span>
                ),
              machine: machine ?? NOTHING,
            },
          }))}
        />
      ) : null}
    </div>
  );
}
