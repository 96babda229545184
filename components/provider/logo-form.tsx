"use client";
import { type ChangeEvent, useRef, useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { Provider } from "./provider-type";

/** The logo: what customers see now, another file, or none. */
export function LogoForm({ logo, refusal }: { logo: Provider["logo"]; refusal?: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ name: string; png: string } | null>(null);
  const { write, errors, pending } = useWrite(useTRPC().provider.setLogo.mutationOptions(), {
    done: "Logo saved.",
    onDone: () => {
      setChosen(null);
      if (input.current) input.current.value = "";
    },
  });
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return setChosen(null);
    const reader = new FileReader();
    reader.onload = () => setChosen({ name: file.name, png: String(reader.result).replace(/^[^,]*,/, "") });
    reader.readAsDataURL(file);
  };
  const disabled = refusal !== undefined;
  const shown = chosen ? `data:image/png;base64,${chosen.png}` : logo ? `/brand/logo?v=${logo.id}` : null;
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,220px)_minmax(0,1fr)]">
      <div className="grid h-24 place-items-center rounded-md border border-line bg-[#fff] p-3">
        {shown ? (
          // biome-ignore lint/performance/noImgElement: it is small, or not stored yet.
          <img
            src={shown}
            alt={chosen ? `Chosen: ${chosen.name}` : "The logo now"}
            className="max-h-16 max-w-full object-contain"
          />
        ) : (
          <span className="text-sm text-[#5d6d73]">No logo: the name stands alone</span>
        )}
      </div>
      <div className="grid content-start gap-3">
        <Field
          label="File"
          error={errors.logo ?? errors.png}
          hint="PNG, at most 100 KiB, each side 16 to 1024 pixels. It stands on white in the dark theme."
        >
          {(wiring) => (
            <input
              ref={input}
              type="file"
              accept="image/png"
              onChange={choose}
              disabled={disabled}
              className="w-full text-sm file:mr-3 file:rounded-sm file:border file:border-solid file:border-line-strong file:bg-surface file:px-3 file:py-1 file:text-sm file:font-medium file:text-ink"
              {...wiring}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button
            kind="primary"
            pending={pending}
            disabled={disabled || chosen === null}
            reason={refusal ?? (chosen === null ? "Choose a file first." : undefined)}
            onClick={() => write({ png: chosen?.png ?? null })}
          >
            Save logo
          </Button>
          {logo ? (
            <Button disabled={disabled || pending} reason={refusal} onClick={() => write({ png: null })}>
              Remove logo
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  );
}
