"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";
import { ColorInput } from "./color-input";
import { LookPreview } from "./look-preview";
import type { Provider } from "./provider-type";

/** Who the provider is, with a preview of what pages show while one types. */
export function ProviderForm({ provider, refusal }: { provider: Provider; refusal?: string }) {
  const [name, setName] = useState(provider.name ?? "");
  const [color, setColor] = useState(provider.color ?? "");
  const { submit, errors, pending } = useWrite(useTRPC().provider.change.mutationOptions(), {
    done: "Provider saved.",
  });
  const disabled = refusal !== undefined;
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <form onSubmit={submit} noValidate aria-label="Provider" className="grid content-start gap-4">
        <TextInput
          label="Name"
          name="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={errors.name}
          disabled={disabled}
          hint="In the portal, in mails and where a customer signs in."
        />
        <ColorInput value={color} onChange={setColor} error={errors.color} disabled={disabled} />
        <TextArea
          label="Postal address"
          optional
          name="address"
          rows={4}
          defaultValue={provider.address ?? ""}
          error={errors.address}
          disabled={disabled}
          hint="Below each mail, on the sign-in page and on statements."
        />
        <TextInput
          label="Mail sender"
          name="sender"
          type="email"
          defaultValue={provider.sender ?? ""}
          error={errors.sender}
          disabled={disabled}
          hint="The address mails come from. The mail server must accept it."
        />
        <TextInput
          label="Currency"
          name="currency"
          defaultValue={provider.currency}
          error={errors.currency}
          disabled={disabled || provider.moneyExists}
          className="sm:w-56"
          hint={provider.moneyExists ? "Fixed: amounts in it exist." : "ISO 4217, e.g. EUR."}
        />
        <div>
          <Button type="submit" kind="primary" pending={pending} disabled={disabled} reason={refusal}>
            Save
          </Button>
        </div>
      </form>
      <LookPreview name={name} color={color} logo={provider.logo} />
    </div>
  );
}
