"use client";
import type { UseMutationOptions } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Refusal, useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeBox } from "@/components/ui/code-box";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

type Scope =
  | "usage:write"
  | "usage:read"
  | "provisioning:write"
  | "provisioning:read"
  | "billing:read"
  | "billing:write"
  | "access:read"
  | "access:write";

const scopes: { value: Scope; hint: string }[] = [
  { value: "usage:write", hint: "Send usage records" },
  { value: "usage:read", hint: "Read usage" },
  { value: "provisioning:write", hint: "Company, links, machines, licenses" },
  { value: "provisioning:read", hint: "Read machines and licenses" },
  { value: "billing:read", hint: "Read limits and billing events" },
  { value: "billing:write", hint: "Answer overflows; the provider also sets limits" },
  { value: "access:read", hint: "Read members and API keys" },
  { value: "access:write", hint: "Change members and API keys" },
];

type ValidDays = "30" | "90" | "365" | "never";
const lives: { value: ValidDays; label: string }[] = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "never", label: "No end" },
];

/** The form that creates an API key, above those that there are. A new key is shown here once. */
export function KeyForm<Problem extends Refusal, Kept>({
  title,
  refusal,
  create,
  fixed,
  children,
}: {
  title: string;
  refusal?: string;
  create: UseMutationOptions<
    { id: string; key: string },
    Problem,
    { label: string; scopes: Scope[]; validDays?: ValidDays; customerId?: string },
    Kept
  >;
  /** What the form does not hold: whose key it is. */
  fixed?: { customerId?: string };
  /** The keys that there are. */
  children: ReactNode;
}) {
  const [created, setCreated] = useState<{ id: string; key: string }>();
  const { submit, errors, pending } = useWrite(create, { fixed, onDone: setCreated });
  const disabled = refusal !== undefined;
  return (
    <Card title={title} more={{ label: "API reference", href: "/api-reference" }} flush>
      {children}
      <form
        key={created?.id}
        onSubmit={submit}
        noValidate
        aria-label="New API key"
        className="grid gap-3 border-t border-line px-4 py-4"
      >
        <h3 className="text-sm font-semibold">New API key</h3>
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
    </Card>
  );
}
