import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { InviteCustomerForm } from "@/components/identity/invite-customer-form";
import { Card } from "@/components/ui/card";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Invite customer" };

export default async function InviteCustomerPage() {
  const { user } = await pageContext();
  return (
    <Page>
      <PageHead
        title="Invite customer"
        sentence="The person receives an email, signs in, and becomes the company's owner. Links can be created before that."
        crumbs={[{ label: "Invite" }]}
      />
      <Card className="max-w-160">
        <InviteCustomerForm refusal={refusalOf(user && staffActor(user), "customer.add")} />
      </Card>
    </Page>
  );
}
