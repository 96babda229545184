import { buttonClass } from "@/components/ui/button-class";
import { Icon } from "@/components/ui/icon";

/** Opens the person's own mail program with the link's page and command in a new message. */
export function MailLink({ service, url, command }: { service: string; url: string; command: string }) {
  const body = `Open this page on the machine and follow it:\n${url}\n\nOr run this command there:\n${command}\n`;
  const href = `mailto:?subject=${encodeURIComponent(`Set up ${service}`)}&body=${encodeURIComponent(body)}`;
  return (
    <a href={href} className={buttonClass("normal")}>
      <Icon name="mail" size={14} />
      Send link by email
    </a>
  );
}
