"use client";
import type { UseMutationOptions } from "@tanstack/react-query";
import { useState } from "react";
import { type Refusal, useWrite } from "@/components/providers/use-write";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeBox } from "@/components/ui/code-box";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

export type ApiKey = {
  id: string;
  label: string | null;
  scopes: Scope[];
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
};
type Scope = "usage:write" | "usage:read" | "provisioning:write" | "provisioning:read" | "billing:read";

const scopes: { value: Scope; hint: string }[] = [
  { value: "usage:write", hint: "Send usage records" },
  { value: "usage:read", hint: "Read usage" },
  { value: "provisioning:write", hint: "Links, machines, licenses" },
  { value: "provisioning:read", hint: "Read machines and licenses" },
  { value: "billing:read", hint: "Read billing events" },
];

type ValidDays = "30" | "90" | "365" | "never";
const lives: { value: ValidDays; label: string }[] = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "never", label: "No end" },
];

/** API keys with the form that creates one. A new key is shown here once. */
export function KeyCards<Problem extends Refusal, Kept>({
  title,
  keys,
  now,
  refusal,
  create,
  fixed,
  revoke,
}: {
  title: string;
  keys: ApiKey[];
  now: Date;
  refusal?: string;
  create: UseMutationOptions<
    { id: string; key: string },
    Problem,
    { label: string; scopes: Scope[]; validDays?: ValidDays; customerId?: string },
    Kept
  >;
  /** What the form does not hold: whose key it is. */
  fixed?: { customerId?: string };
  /** @returns why it was refused, for the dialog. */
  revoke: (id: string) => Promise<string | undefined>;
}) {
  const [created, setCreated] = useState<{ id: string; key: string }>();
  const { submit, errors, pending } = useWrite(create, { fixed, onDone: setCreated });
  const disabled = refusal !== undefined;
  return (
    <Card title={title} flush>
      <form key={created?.id} onSubmit={submit} noValidate className="grid gap-3 px-4 pb-4">
        {created ? (
          <CodeBox
            label="New key"
            tabs={[{ label: "New key", text: created.key, secret: created.key }]}
            foot="Copy it now: it is shown only once. Programs send it as Authorization: Bearer."
          />
        ) : null}
        <TextInput
          label="Purpose"
          name="label"
          error={errors.label}
          disabled={disabled}
          autoComplete="off"
          className="sm:max-w-100"
        />
        <Select
          label="Valid for"
          name="validDays"
          options={lives}
          defaultValue="365"
          error={errors.validDays}
          disabled={disabled}
          className="sm:max-w-100"
        />
        <fieldset className="grid gap-2 sm:grid-cols-3">
          <legend className="mb-2 text-sm font-[560]">Scopes</legend>
          {scopes.map((scope) => (
            <Checkbox
              key={scope.value}
              label={<span className="font-mono">{scope.value}</span>}
              hint={scope.hint}
              name="scopes[]"
              value={scope.value}
              disabled={disabled}
            />
          ))}
          {errors.scopes ? <p className="text-xs text-over sm:col-span-3">{errors.scopes}</p> : null}
        </fieldset>
        <div>
          <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
            Create key
          </Button>
        </div>
      </form>
      <DataTable
        label={title}
        bare
        columns={[
          { key: "label", head: "Purpose", grow: "30%" },
          { key: "scopes", head: "Scopes", mono: true, fold: "phone" },
          { key: "by", head: "Created by", muted: true, fold: "tablet" },
          { key: "at", head: "Created", muted: true, fold: "tablet" },
          { key: "used", head: "Last use", muted: true },
          { key: "until", head: "Valid until", muted: true, fold: "phone" },
          { key: "state", head: "State" },
        ]}
        rows={keys.map((key) => ({
          id: key.id,
          cells: {
            label: key.label ?? key.id,
            scopes: key.scopes.join(" "),
            by: key.createdBy,
            at: <RelativeTime at={key.createdAt} now={now} />,
            used: key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} /> : "never",
            until: key.expiresAt ? <RelativeTime at={key.expiresAt} now={now} form="day" /> : "no end",
            state: <KeyState apiKey={key} now={now} />,
          },
          action:
            key.revokedAt || disabled ? undefined : (
              <ConfirmDialog
                trigger="Revoke"
                triggerSize="small"
                triggerKind="quiet"
                title={`Revoke the API key ${key.label ?? key.id}`}
                confirm="Revoke key"
                destructive
                onConfirm={() => revoke(key.id)}
              >
                Programs that send it are refused from now on. This can't be undone.
              </ConfirmDialog>
            ),
        }))}
        empty={
          <EmptyState compact title="No API key yet">
            A program that sends usage or reads data needs one.
          </EmptyState>
        }
      />
    </Card>
  );
}

function KeyState({ apiKey, now }: { apiKey: ApiKey; now: Date }) {
  const ended = apiKey.revokedAt ? "Revoked" : apiKey.expiresAt && apiKey.expiresAt <= now ? "Expired" : null;
  return (
    <Badge shape={ended ? "square" : "dot"} tone={ended ? "over" : "fine"}>
      {ended ?? "Active"}
    </Badge>
  );
}
