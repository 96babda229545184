import { neutralName, type ProviderProfile } from "./queries";

const where = "Set it in the console under Settings, or with spillway provider set";

/**
 * What a production installation lacks of its provider, a sentence each; a demo lacks nothing.
 * @param settings of the process: without a mail server nobody misses a sender
 */
export function missingOfProvider(
  { name, sender }: Pick<ProviderProfile, "name" | "sender">,
  settings: { SPILLWAY_MODE: "demo" | "production"; SMTP_URL?: string },
): string[] {
  if (settings.SPILLWAY_MODE === "demo") return [];
  return [
    ...(name === null ? [`The provider has no name: customers see "${neutralName}". ${where} --name.`] : []),
    ...(sender === null && settings.SMTP_URL
      ? [`Mails have no sender address: many mail servers refuse what they come from now. ${where} --sender.`]
      : []),
  ];
}
