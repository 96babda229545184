"use server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { inProvider, jobRequest } from "@/server/context";
import { DomainError } from "@/server/errors";
import { addressOf } from "@/server/http/address";
import { guardGuesses } from "@/server/http/guesses";
import { claimFirstOwner } from "@/server/identity/first-owner";
import { firstOwnerInput } from "@/server/identity/input";
import { formTexts } from "@/server/text-input";

export type OwnerAnswer = { errors: Record<string, string>; values: { email: string; name: string } };

/** Makes the bearer of the first owner's link the owner, and leads to their sign-in. */
export async function becomeOwner(_before: OwnerAnswer, form: FormData): Promise<OwnerAnswer> {
  const { email = "", name = "", token } = formTexts(form);
  const values = { email, name };
  const read = firstOwnerInput.safeParse({ ...values, token });
  if (!read.success)
    return {
      errors: Object.fromEntries(read.error.issues.map((issue) => [issue.path.join("."), issue.message])),
      values,
    };
  let url: string;
  try {
    const address = addressOf({ headers: await headers() });
    ({ url } = await guardGuesses(
      { kind: "first owner", address, credential: read.data.token },
      () => inProvider(jobRequest("first owner"), (ctx) => claimFirstOwner(ctx, read.data)),
      { codes: ["gone"] },
    ));
  } catch (error) {
    if (error instanceof DomainError) return { errors: { form: error.message }, values };
    throw error;
  }
  const { pathname, search } = new URL(url);
  redirect(`${pathname}${search}` as never);
}
