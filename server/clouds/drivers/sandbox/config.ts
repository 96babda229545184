import { z } from "zod";
import type { DriverConfiguration } from "../../driver-kind";

const settings = z.object({
  url: z
    .url({ protocol: /^https?$/, error: "The address must be one like https://cloud.example.com:8443." })
    .refine((text) => !hasSecrets(text), "The address holds no user, password or query. The token is a credential.")
    .transform((url) => url.replace(/\/+$/, "")),
});
const credentials = z.object({
  token: z.string({ error: "The token is missing." }).min(8, "A token has at least 8 characters."),
});

/** What a sandbox cloud is reached by. */
export const sandboxConfiguration = {
  settings,
  credentials,
  labels: { url: "Address", token: "Token" },
} satisfies DriverConfiguration<typeof settings.shape, typeof credentials.shape>;

function hasSecrets(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, search } = new URL(text);
  return `${username}${password}${search}` !== "";
}
