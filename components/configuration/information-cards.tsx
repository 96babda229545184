import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { CompanyProfile } from "@/server/configuration/queries";
import { BillingInformationForm } from "./billing-information-form";
import { ContactForm } from "./contact-form";
import { CreditLimitCard } from "./credit-limit-card";
import { IdentifierForm } from "./identifier-form";
import type { InformationRefusals } from "./information-refusals";

const kinds: { kind: CompanyProfile["contacts"][number]["kind"]; title: string; text: string }[] = [
  { kind: "main", title: "Main contact", text: "First contact for all questions." },
  { kind: "billing", title: "Billing contact", text: "Statements and the cost of overflow." },
  { kind: "technical", title: "Technical contact", text: "Machines that wait, fail or lose contact." },
];

/** The information about a company, each part in a card. With `customerId` staff enter it for them. */
export function InformationCards({
  profile,
  refusals,
  customerId,
  now,
  zone,
}: {
  profile: CompanyProfile;
  refusals: InformationRefusals;
  customerId?: string;
  now: Date;
  zone: string;
}) {
  const { customer, information } = profile;
  return (
    <div className="grid gap-4">
      <Card title="Contacts" badge={<Given here={information.contact} />}>
        <div className="grid gap-5">
          {kinds.map(({ kind, title, text }) => (
            <div key={kind}>
              <h3 className="text-sm font-semibold">{title}</h3>
              <p className="mb-2 text-xs text-ink-3">{text}</p>
              <ContactForm
                kind={kind}
                contact={profile.contacts.find((contact) => contact.kind === kind)}
                customerId={customerId}
                refusal={refusals.contact}
              />
            </div>
          ))}
        </div>
      </Card>
      <Card title="Account identifier" badge={<Given here={information.identifier} not="Proposed" />}>
        <IdentifierForm
          identifier={customer.identifier}
          confirmed={customer.identifierConfirmedAt !== null}
          customerId={customerId}
          refusal={refusals.identifier}
        />
      </Card>
      <CreditLimitCard profile={profile} refusals={refusals} customerId={customerId} now={now} zone={zone} />
      <Card title="Billing information" badge={<Given here={profile.billing !== null} />}>
        <BillingInformationForm billing={profile.billing} customerId={customerId} refusal={refusals.billing} />
      </Card>
    </div>
  );
}

function Given({ here, not = "Not given" }: { here: boolean; not?: string }) {
  return (
    <Badge shape={here ? "dot" : "ring"} tone={here ? "fine" : "grey"}>
      {here ? "Given" : not}
    </Badge>
  );
}
