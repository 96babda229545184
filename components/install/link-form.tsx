"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { IconName } from "@/components/ui/icon";
import { RadioCards } from "@/components/ui/radio-cards";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { StepTitle } from "./step-title";

/** `missing`: programs that the machine must have itself, since the portal has none to hand out. */
export type ServiceChoice = { slug: string; name: string; text: string; icon: IconName; missing: string[] };

const lives = [
  { value: "60", label: "1 hour" },
  { value: "1440", label: "24 hours" },
  { value: "10080", label: "7 days" },
  { value: "43200", label: "30 days" },
];
const counts = [1, 5, 10, 25, 100].map((n) => ({ value: String(n), label: n === 1 ? "1 machine" : `${n} machines` }));

/**
 * Which service on which machine: creates the installation link, and opens its command. `another` where a command is
 * already shown below.
 */
export function LinkForm({
  services,
  chosen,
  another,
  refusal,
  customerId,
  path = "/install",
}: {
  services: ServiceChoice[];
  chosen: { service?: string; os: string; serial: string };
  another: boolean;
  refusal?: string;
  /** For staff: whose machine it is. */
  customerId?: string;
  /** The page that shows the command of `?link=`. */
  path?: string;
}) {
  const router = useRouter();
  const [uses, setUses] = useState("1");
  const ready = services.find(({ missing }) => missing.length === 0) ?? services[0];
  const [service, setService] = useState(chosen.service ?? ready?.slug);
  const missing = services.find(({ slug }) => slug === service)?.missing ?? [];
  const { write, errors, pending } = useWrite(useTRPC().links.create.mutationOptions(), {
    onDone: ({ id }) => router.push(`${path}?link=${id}` as Route),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    write({
      ...(customerId && { customerId }),
      service: text("service"),
      os: text("os") === "darwin" ? "darwin" : "linux",
      usesMax: uses,
      expiresInMinutes: text("life"),
      ...(text("serial") && uses === "1" && { serial: text("serial") }),
      ...(uses !== "1" && { approve: text("approve") === "auto" ? ("auto" as const) : ("each" as const) }),
      ...(text("description") && { description: text("description") }),
    });
  };
  return (
    <form onSubmit={submit} noValidate aria-label="New command" className="grid gap-4">
      <Card title={<StepTitle n={1}>Service</StepTitle>}>
        <RadioCards
          legend="Service"
          hideLegend
          name="service"
          columns={services.length === 2 ? 2 : 3}
          value={service}
          onChange={setService}
          options={services.map(({ slug, name, text, icon }) => ({ value: slug, label: name, text, icon }))}
        />
        {missing.length > 0 ? (
          <p role="note" className="mt-3 text-sm">
            The machine must have {missing.join(" and ")}, or a package manager that installs it: the portal has none to
            hand out. The provider can add it to the service.
          </p>
        ) : null}
      </Card>
      <Card title={<StepTitle n={2}>Machine</StepTitle>}>
        <div className="grid gap-x-3 gap-y-4 sm:grid-cols-3">
          <div>
            <p className="mb-1 text-sm font-[560]" aria-hidden="true">
              System
            </p>
            <Segmented
              label="System"
              tall
              name="os"
              defaultValue={chosen.os}
              items={[
                { label: "Linux", value: "linux" },
                { label: "macOS", value: "darwin" },
              ]}
            />
          </div>
          <TextInput
            label="Serial number"
            optional
            name="serial"
            mono
            autoComplete="off"
            defaultValue={chosen.serial}
            disabled={uses !== "1"}
            error={errors.serial}
            hint={
              uses === "1"
                ? "A machine with this serial number is approved; any other waits. Without one, the first machine is approved."
                : "A link for one serial number has one use."
            }
          />
          <Select label="Uses" name="uses" options={counts} value={uses} onChange={setUses} error={errors.usesMax} />
          <Select label="Valid for" name="life" options={lives} defaultValue="1440" error={errors.expiresInMinutes} />
          {uses === "1" ? null : (
            <Select
              label="Approval"
              name="approve"
              defaultValue="each"
              options={[
                { value: "each", label: "Approve each machine" },
                { value: "auto", label: "Approve automatically" },
              ]}
            />
          )}
          <TextInput
            label="Description"
            optional
            name="description"
            error={errors.description}
            className={uses === "1" ? "sm:col-span-2" : ""}
          />
        </div>
        <div className="mt-4 flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            kind={another ? "normal" : "primary"}
            icon="terminal"
            pending={pending}
            disabled={!!refusal}
            reason={refusal}
          >
            {another ? "Create another command" : "Create the command"}
          </Button>
          {refusal ? <span className="text-xs text-ink-2">{refusal}</span> : null}
        </div>
      </Card>
    </form>
  );
}
