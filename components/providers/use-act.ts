"use client";
import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { notify, notifyError } from "@/components/ui/toast";

export type Refusal = { message: string; data?: { fields?: Record<string, string>; requestId?: string } | null };

/** The sentence at each field, by its name, that a schema or the server has against the input. */
export type FieldErrors = Record<string, string>;

/** The values of a form by name; boxes of several (a name that ends in `[]`) become a list. */
function formValues(event: FormEvent<HTMLFormElement>): Record<string, string | string[]> {
  // The button that was pressed is among them: it may decide what is done.
  const { submitter } = event.nativeEvent as SubmitEvent;
  const data = new FormData(event.currentTarget, submitter);
  const values: Record<string, string | string[]> = {};
  for (const name of data.keys())
    values[name.replace(/\[\]$/, "")] = name.endsWith("[]") ? data.getAll(name).map(String) : String(data.get(name));
  return values;
}

/**
 * An act behind a form or a button. `submit` asks the schema in the browser, then the server asks the same one again;
 * what either has against the input is kept by field, the rest is told in a toast with the request's id. Done, the page
 * is drawn anew.
 */
export function useAct<Input, Output, Problem extends Refusal, Kept>(
  options: UseMutationOptions<Output, Problem, Input, Kept>,
  {
    schema,
    fixed,
    done,
    onDone,
  }: {
    /** Of the form's fields, from the module's input.ts. */
    schema?: z.ZodType;
    /** What the form does not hold, e.g. whose it is. */
    fixed?: Partial<Input>;
    /** Told when it is done: "Contact kept." */
    done?: string;
    onDone?: (output: Output) => void;
  } = {},
) {
  const router = useRouter();
  const [errors, setErrors] = useState<FieldErrors>({});
  const mutation = useMutation<Output, Problem, Input, Kept>({
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
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = { ...formValues(event), ...fixed };
    const read = schema?.safeParse(values);
    if (read && !read.success) {
      setErrors(Object.fromEntries(read.error.issues.map((issue) => [issue.path.join("."), issue.message])));
      return;
    }
    setErrors({});
    mutation.mutate({ ...(read ? (read.data as object) : values), ...fixed } as Input);
  };
  return { submit, act: (input: Input) => mutation.mutate(input), errors, pending: mutation.isPending };
}
