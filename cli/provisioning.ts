import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider, jobRequest } from "@/server/context";
import { createLink } from "@/server/setup/create-link";
import { utcText } from "@/server/utc-text";
import { type Command, oneOf, strings, UsageError } from "./command";

const request = () => jobRequest("command line");

export const provisioning: Command[] = [
  {
    name: "link create",
    like: ["links.create"],
    usage:
      "--customer ID|IDENTIFIER --service SLUG [--os linux|darwin] [--serial SERIAL] [--uses N] [--approve auto|each] [--expires-in MINUTES]",
    options: strings("customer", "service", "os", "serial", "uses", "approve", "expires-in"),
    required: ["customer", "service"],
    run: async (options) => {
      const usesMax = whole(options.uses ?? "1", "--uses");
      const link = await inProvider(request(), async (ctx) =>
        createLink(ctx, {
          customerId: (await customerByIdOrIdentifier(ctx, options.customer ?? "")).id,
          service: options.service ?? "",
          os: oneOf(options.os ?? "linux", ["linux", "darwin"] as const, "--os"),
          serial: options.serial,
          usesMax,
          approve: options.approve
            ? oneOf(options.approve, ["auto", "each"] as const, "--approve")
            : usesMax > 1
              ? "each"
              : "auto",
          expiresInMinutes: whole(options["expires-in"] ?? "1440", "--expires-in"),
          kind: "ordinary",
        }),
      );
      return {
        json: link,
        text: `${link.command}\nExpires ${utcText(link.expiresAt)}. Anybody who has this line may install once: treat it as a secret.`,
      };
    },
  },
];

function whole(text: string, option: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`${option} must be a whole number from 1.`);
  return Number(text);
}
