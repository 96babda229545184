import { inProvider, jobRequest } from "@/server/context";
import { DomainError } from "@/server/errors";
import { guardGuesses } from "@/server/http/guesses";
import { claimFirstOwner } from "@/server/identity/first-owner";
import { firstOwnerForm, firstOwnerInput } from "@/server/identity/input";
import { sessionForm } from "../session-form";

export const dynamic = "force-dynamic";

/** Makes the bearer of the first owner's link the owner, and leads to their sign-in. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionForm(firstOwnerForm, async (given, { address }) => {
  const backWith = (error: string) => `/sign-in/first-owner?${new URLSearchParams({ ...given, error })}`;
  const read = firstOwnerInput.safeParse(given);
  if (!read.success) return backWith("fields");
  try {
    const { url } = await guardGuesses(
      { kind: "first owner", address, credential: read.data.token },
      () => inProvider(jobRequest("first owner"), (ctx) => claimFirstOwner(ctx, read.data)),
      { codes: ["gone"] },
    );
    const { pathname, search } = new URL(url);
    return `${pathname}${search}`;
  } catch (error) {
    if (error instanceof DomainError && (error.code === "gone" || error.code === "rate_limited"))
      return backWith(error.code);
    throw error;
  }
});
