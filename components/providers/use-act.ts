"use client";
import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { z } from "zod";
import { notify, notifyError } from "@/components/ui/toast";

type Refusal = { message: string; data?: { fields?: Record<string, string>; requestId?: string } | null };

/** The sentence at each field, by its name, that a schema or the server has against the input. */
export type FieldErrors = Record<string, string>;

/** What a schema has against the values, by field; null where it has nothing. The server asks the same schema again. */
export function faultsOf(schema: z.ZodType, values: unknown): FieldErrors | null {
  const read = schema.safeParse(values);
  if (read.success) return null;
  return Object.fromEntries(read.error.issues.map((issue) => [issue.path.join("."), issue.message]));
}

/** The values of a form by name; a checked box of several (`name` ending in `[]`) becomes a list. */
export function formValues(form: HTMLFormElement): Record<string, string | string[]> {
  const data = new FormData(form);
  const values: Record<string, string | string[]> = {};
  for (const name of data.keys())
    values[name.replace(/\[\]$/, "")] = name.endsWith("[]") ? data.getAll(name).map(String) : String(data.get(name));
  return values;
}

/**
 * An act behind a form or a button: asks the schema in the browser, then the server, and keeps what either has against it by field. What is
 * no field's fault is told in a toast with the request's id. Done, the page is drawn anew and `done` is told.
 */
export function useAct<Input, Output>(
  options: UseMutationOptions<Output, Refusal, Input>,
  { schema, done, onDone }: { schema?: z.ZodType; done?: string; onDone?: (output: Output) => void } = {},
) {
  const router = useRouter();
  const [errors, setErrors] = useState<FieldErrors>({});
  const mutation = useMutation<Output, Refusal, Input>({
    ...options,
    onSuccess: (output) => {
      setErrors({});
      if (done) notify(done);
      onDone?.(output);
      router.refresh();
    },
    onError: (error) => {
      const fields = error.data?.fields ?? {};
      setErrors(fields);
      if (Object.keys(fields).length === 0) notifyError(error.message, { requestId: error.data?.requestId });
    },
  });
  /** Runs the act. `fixed` is what the form does not hold. */
  const act = (input: Input) => {
    const faults = schema ? faultsOf(schema, input) : null;
    setErrors(faults ?? {});
    if (!faults) mutation.mutate(input);
  };
  return { act, errors, pending: mutation.isPending };
}
