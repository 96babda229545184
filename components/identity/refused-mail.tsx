import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";

/** Below an address: the mail that its server refused for good, why and when. Staff get the way to send it again. */
export function RefusedMail({
  mail,
  now,
  zone,
  staff,
}: {
  mail: { subject: string; reason: string; at: Date } | null;
  now: Date;
  zone: string;
  staff?: boolean;
}) {
  if (!mail) return null;
  return (
    <span className="block text-xs whitespace-normal text-over [overflow-wrap:anywhere]">
      Mail refused <RelativeTime at={mail.at} now={now} zone={zone} />: {mail.reason}{" "}
      {staff ? <TextLink href="/admin/notices?state=refused">Send again</TextLink> : null}
    </span>
  );
}
