import { RefusedMail } from "@/components/identity/refused-mail";
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

/**
 * The information about a company, each part in a card. With `customerId` staff enter it for them; for a closed company
 * only what its last statements need.
 */
export function InformationCards({
  profile,
  refusals,
  customerId,
  closed = false,
  now,
  zone,
}: {
  profile: CompanyProfile;
  refusals: InformationRefusals;
  customerId?: string;
  closed?: boolean;
  now: Date;
  zone: string;
}) {
  const { customer, information } = profile;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
      <div className="grid min-w-0 gap-4">
        <Card title="Contacts">
          <div className="grid gap-6">
            {kinds.map(({ kind, title, text }) => {
              const contact = profile.contacts.find((one) => one.kind === kind);
              return (
                <div key={kind}>
                  <h3 className="flex items-center gap-2 text-sm font-semibold">
                    {title} <Given here={contact !== undefined} />
                  </h3>
                  <p className="mb-2 text-xs text-ink-3">
                    {text}
                    <RefusedMail
                      mail={profile.refusedMails[contact?.email ?? ""] ?? null}
                      now={now}
                      zone={zone}
                      staff={customerId !== undefined}
                    />
                  </p>
                  <ContactForm kind={kind} contact={contact} customerId={customerId} refusal={refusals.contact} />
                </div>
              );
            })}
          </div>
        </Card>
        <Card title="Billing information" badge={<Given here={profile.billing !== null} />}>
          <BillingInformationForm billing={profile.billing} customerId={customerId} refusal={refusals.billing} />
        </Card>
      </div>
      <div className="grid min-w-0 gap-4">
        <CreditLimitCard
          profile={profile}
          refusals={refusals}
          customerId={customerId}
          closed={closed}
          now={now}
          zone={zone}
        />
        <Card title="Account identifier" badge={<Given here={information.identifier} not="Proposed" />}>
          {closed ? (
            <p className="font-mono text-sm break-all">{customer.identifier}</p>
          ) : (
            <IdentifierForm
              identifier={customer.identifier}
              confirmed={customer.identifierConfirmedAt !== null}
              customerId={customerId}
              refusal={refusals.identifier}
            />
          )}
        </Card>
      </div>
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
