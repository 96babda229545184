import type { Metadata } from "next";
import { FirstOwnerForm } from "@/components/identity/first-owner-form";
import { firstOwnerInput } from "@/server/identity/input";

export const metadata: Metadata = { title: "First owner" };

const faults: Record<string, string> = {
  gone: "This link was used, or is too old. Restart the portal: it prints a new one.",
  rate_limited: "Too many wrong links were tried from your network. Wait 10 minutes and try again.",
};

/** The page of the link that a new installation prints. Opening it does not spend the link. */
export default async function FirstOwnerPage({
  searchParams,
}: {
  searchParams: Promise<{ [key in "token" | "email" | "name" | "error"]?: string | string[] }>;
}) {
  const given = await searchParams;
  const [token = "", email = "", name = "", error = ""] = [given.token, given.email, given.name, given.error].map(
    (value) => (typeof value === "string" ? value : ""),
  );
  const issues = error === "fields" ? firstOwnerInput.safeParse({ token, email, name }).error?.issues : undefined;
  const errors = Object.fromEntries((issues ?? []).map((issue) => [issue.path.join("."), issue.message]));
  if (Object.hasOwn(faults, error)) errors.form = faults[error] as string;
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">You are the first owner</h1>
      <p className="mt-1 mb-6 text-ink-2">Enter your name and email. You can then invite others.</p>
      <FirstOwnerForm token={token} values={{ email, name }} errors={errors} />
    </>
  );
}
