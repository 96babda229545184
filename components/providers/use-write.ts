"use client";
import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState, useTransition } from "react";
import { signInFromHere } from "@/components/identity/back-here";
import { notify, notifyError } from "@/components/ui/toast";
import { forgetInput } from "./unsaved-input";

export type Refusal = {
  message: string;
  data?: { code?: string; fields?: Record<string, string>; requestId?: string } | null;
};

/** The sentence at each field, by its name, that the server has against the input. */
export type FieldErrors = Record<string, string>;

/**
 * The values of a form by name, as the text that stands in them: the server's schema reads numbers and empty fields.
 * Boxes of several (a name that ends in `[]`) become a list.
 */
function formValues(event: FormEvent<HTMLFormElement>): Record<string, string | string[]> {
  // The button that was pressed is one of them: it may decide what is done.
  const { submitter } = event.nativeEvent as SubmitEvent;
  const data = new FormData(event.currentTarget, submitter);
  const values: Record<string, string | string[]> = {};
  for (const name of data.keys())
    values[name.replace(/\[\]$/, "")] = name.endsWith("[]") ? data.getAll(name).map(String) : String(data.get(name));
  return values;
}

/** The sentence of a refusal. Without data the answer, if there was one, did not come from the server. */
const sentenceOf = ({ message, data }: Refusal) =>
  data ? message : "The server cannot be reached, so it is not known whether this was done. Try again in a moment.";

/** What a dialog shows of a refusal: the sentence with the request's id. */
function refusalSentence(refusal: Refusal): string {
  const sentence = sentenceOf(refusal);
  return refusal.data?.requestId ? `${sentence} (${refusal.data.requestId})` : sentence;
}

/** A refusal that belongs to no field. An ended session offers sign-in, which returns to the open page. */
function showRefusal(refusal: Refusal): void {
  const ended = refusal.data?.code === "unauthenticated";
  notifyError(sentenceOf(refusal), {
    requestId: ended ? undefined : refusal.data?.requestId,
    action: ended ? { label: "Sign in", href: signInFromHere() } : undefined,
  });
}

/**
 * The one way in which a screen changes something: a tRPC mutation behind a form, a button or a dialog. After success
 * the page is drawn again and `done` is shown. A second press while the first one is under way, and until the page is
 * drawn again, does nothing.
 * - `submit` is a form's handler. Faults that the server's schema finds are shown at their fields (`errors`); any other
 *   refusal is a toast with the request's id.
 * - `write` is for a button; a refusal is a toast.
 * - `confirm` is for a dialog: it resolves to the refusal's sentence, which the dialog shows, or to nothing. `after`
 *   gets the answer; a sentence that it returns is shown in the dialog too, e.g. where only a part was done.
 */
export function useWrite<Input, Output, Problem extends Refusal, Saved>(
  options: UseMutationOptions<Output, Problem, Input, Saved>,
  {
    fixed,
    done,
    onDone,
  }: {
    /** What the form does not hold, e.g. the customer's id. */
    fixed?: Partial<Input>;
    /** The toast after success: "Contact saved." */
    done?: string | ((output: Output) => string);
    onDone?: (output: Output) => void;
  } = {},
) {
  const router = useRouter();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [drawing, startDrawing] = useTransition();
  const busy = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  const mutation = useMutation<Output, Problem, Input, Saved>({
    ...options,
    onSuccess: (output) => {
      setErrors({});
      forgetInput(form.current);
      if (done) notify(typeof done === "string" ? done : done(output));
      startDrawing(() => {
        onDone?.(output);
        router.refresh();
      });
    },
    onSettled: () => {
      busy.current = false;
    },
  });
  const write = (input: Input) => {
    if (busy.current || drawing) return;
    busy.current = true;
    mutation.mutate(input, {
      onError: (error) => {
        const fields = error.data?.fields ?? {};
        setErrors(fields);
        if (Object.keys(fields).length === 0) showRefusal(error);
      },
    });
  };
  const confirm = (input: Input, after?: (output: Output) => string | undefined): Promise<string | undefined> =>
    mutation.mutateAsync(input).then(
      (output) => after?.(output),
      (error: Problem) => {
        if (error.data?.code === "unauthenticated") showRefusal(error);
        return refusalSentence(error);
      },
    );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    form.current = event.currentTarget;
    write({ ...formValues(event), ...fixed } as Input);
  };
  return { submit, write, confirm, errors, pending: mutation.isPending || drawing };
}
