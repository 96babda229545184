"use client";
import { useId, useState } from "react";
import { reasonFault } from "@/components/list/reason-input";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";
import type { MappingRules } from "@/server/usage/mappings/mapping-rules";
import { MappingAccounts } from "./mapping-accounts";
import { draftOf, rulesOf } from "./mapping-draft";
import { MappingPairs } from "./mapping-pairs";
import { MappingTrial } from "./mapping-trial";

const fields = [
  { thing: "meter", label: "Meter", hint: "Its values are given below." },
  { thing: "quantity", label: "Quantity", otherwise: "ConsumedQuantity" },
  { thing: "unit", label: "Unit", otherwise: "ConsumedUnit" },
  {
    thing: "machine",
    label: "Machine",
    otherwise: "ResourceId",
    hint: "Its part after the last / or : names the machine.",
  },
  {
    thing: "customer",
    label: "Customer",
    otherwise: "none",
    hint: "Without one every row is the import's customer's.",
  },
  { thing: "cloud", label: "Cloud", otherwise: "none", hint: "Without one every row is of this cloud." },
] as const;

/** Columns that the fields suggest, with those of the file that the rules were tried on. */
const suggested = [
  "ServiceName",
  "SkuId",
  "SkuMeter",
  "ChargeDescription",
  "ResourceId",
  "ResourceName",
  "SubAccountId",
];

function versionWords(shown: number, present: number): string {
  const name = shown === 0 ? "none, the defaults hold" : `version ${shown}`;
  return shown === present ? name : `${name}; version ${present} is in force`;
}

/** The rules of a cloud as fields: they are tried on rows of a file, and saved as a new version. */
export function MappingEditor({
  cloud,
  present,
  shown,
  rules,
  customers,
  meters,
  refusal,
}: {
  cloud: { id: string; name: string };
  /** The version that is in force, and the one whose rules stand in the fields. */
  present: number;
  shown: number;
  rules: MappingRules;
  /** Names of customers by id. */
  customers: Record<string, string>;
  meters: { slug: string; name: string; unit: string }[];
  /** Why this person may not change them. */
  refusal: string | undefined;
}) {
  const listId = useId();
  const [draft, setDraft] = useState(() => draftOf(rules, customers));
  const [known, setKnown] = useState<string[]>(suggested);
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string>();
  const { confirm, pending } = useWrite(useTRPC().mappings.set.mutationOptions(), {
    done: ({ version }) => `Version ${version} saved. The next import is read by it.`,
  });
  const save = async () => {
    const missing = reasonFault(reason);
    setFault(missing);
    if (missing) return;
    setFault(await confirm({ ...rulesOf(draft), cloud: cloud.id, version: present, reason }));
  };
  return (
    <>
      <Card title={`Rules of ${cloud.name}`} note={versionWords(shown, present)}>
        <datalist id={listId}>
          {known.map((column) => (
            <option key={column} value={column} />
          ))}
        </datalist>
        <div className="grid gap-5">
          <fieldset>
            <legend className="text-sm font-[560]">Columns</legend>
            <p className="text-xs text-ink-3">
              Names as the file's head has them, in any case; Tags.machine is the key machine of the column Tags.
            </p>
            <div className="mt-2 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
              {fields.map(({ thing, label, ...more }) => (
                <TextInput
                  key={thing}
                  label={label}
                  list={listId}
                  value={draft.columns[thing]}
                  maxLength={200}
                  {...("otherwise" in more && { placeholder: more.otherwise })}
                  {...("hint" in more && { hint: more.hint })}
                  onChange={({ target }) =>
                    setDraft({ ...draft, columns: { ...draft.columns, [thing]: target.value } })
                  }
                />
              ))}
            </div>
          </fieldset>
          <MappingPairs
            pairs={draft.meters}
            meters={meters}
            onChange={(pairs) => setDraft({ ...draft, meters: pairs })}
          />
          {draft.columns.customer.trim() !== "" || draft.customers.length > 0 ? (
            <MappingAccounts
              accounts={draft.customers}
              onChange={(accounts) => setDraft({ ...draft, customers: accounts })}
            />
          ) : null}
          {draft.columns.cloud.trim() !== "" || draft.clouds !== "" ? (
            <TextArea
              label={`Values that mean ${cloud.name}`}
              hint="One a line; * is any text. Without any: its slug or its name. Rows of other clouds are listed."
              rows={3}
              value={draft.clouds}
              onChange={({ target }) => setDraft({ ...draft, clouds: target.value })}
            />
          ) : null}
          <div className="grid items-start gap-2 sm:grid-cols-[minmax(0,1fr)_auto]">
            <TextInput
              label="Reason"
              hint="A new version, from the next import on. What is imported changes only when it is restated."
              value={reason}
              maxLength={300}
              onChange={({ target }) => setReason(target.value)}
            />
            <Button
              kind="primary"
              className="sm:mt-6"
              pending={pending}
              disabled={refusal !== undefined}
              reason={refusal}
              onClick={save}
            >
              Save
            </Button>
          </div>
          {fault ? (
            <Notice kind="over" live>
              {fault}
            </Notice>
          ) : null}
        </div>
      </Card>
      <MappingTrial
        cloudId={cloud.id}
        rules={() => rulesOf(draft)}
        asksCustomer={draft.columns.customer.trim() !== ""}
        meters={meters}
        refusal={refusal}
        onColumns={setKnown}
      />
    </>
  );
}
