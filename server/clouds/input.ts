import { z } from "zod";

/** A host cloud as it is added. The fields of its connection are its driver's own (drivers/<name>/config.ts). */
export const addCloudInput = z.object({
  slug: z
    .string({ error: "Give the cloud a slug." })
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, "The slug has up to 40 small letters, digits and hyphens."),
  name: z
    .string({ error: "Give the cloud a name." })
    .trim()
    .min(1, "Give the cloud a name.")
    .max(80, "A cloud's name has at most 80 characters.")
    .refine((text) => !/\p{Cc}/u.test(text), "A cloud's name stands on one line."),
  region: z.string().trim().max(80, "A region has at most 80 characters.").optional(),
});
