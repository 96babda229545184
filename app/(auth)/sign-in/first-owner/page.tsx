import type { Metadata } from "next";
import { FirstOwnerForm } from "@/components/identity/first-owner-form";
import { becomeOwner } from "./actions";

export const metadata: Metadata = { title: "First owner" };

/** The page of the link that a new installation prints. Opening it does not spend the link. */
export default async function FirstOwnerPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">You are the first owner</h1>
      <p className="mt-1 mb-6 text-ink-2">Enter your name and email. You can then invite others.</p>
      <FirstOwnerForm token={typeof token === "string" ? token : ""} become={becomeOwner} />
    </>
  );
}
