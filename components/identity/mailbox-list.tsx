import { staffZone } from "@/components/frame/staff-zone";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";

type Mail = { id: string; to: string; subject: string; at: Date; text: string; link?: { label: string; url: string } };

/** Mails one below the other, each with its link. */
export function MailboxList({ mails, now }: { mails: Mail[]; now: Date }) {
  return (
    <div className="grid gap-4">
      {mails.map((mail) => (
        <Card
          key={mail.id}
          title={mail.subject}
          note={`to ${mail.to}`}
          aside={
            <>
              <RelativeTime at={mail.at} now={now} zone={staffZone} form="stamp" />
              <TextLink href={`/mailbox/${mail.id}`} external>
                As a mail
              </TextLink>
            </>
          }
        >
          <p className="text-ink-2 whitespace-pre-line [overflow-wrap:anywhere]">{mail.text}</p>
          {mail.link ? (
            <p className="mt-2">
              <a href={mail.link.url} className="font-[560] text-accent hover:underline">
                {mail.link.label}
              </a>
              <span className="mono mt-0.5 block text-ink-3 [overflow-wrap:anywhere]">{mail.link.url}</span>
            </p>
          ) : null}
        </Card>
      ))}
    </div>
  );
}
