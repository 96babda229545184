import { z } from "zod";
import { wholeNumber } from "../../whole-number";
import { namedText } from "../input";
import { importWays } from "../states";

/** Files that are uploaded to be imported together, and for whom. */
export const uploadInput = z.object({
  customerId: z.string({ error: "Choose the customer." }).min(1, "Choose the customer.").max(100),
  cloudId: z.string({ error: "Choose the cloud." }).min(1, "Choose the cloud.").max(100),
  way: z.enum(importWays, { error: `It must be one of ${importWays.join(", ")}.` }),
  files: z
    .array(
      z.object({
        name: namedText("The name of a file", 200),
        bytes: z.int().min(1, "A file is empty: it has no bytes.").max(Number.MAX_SAFE_INTEGER),
      }),
      { error: "Choose a file." },
    )
    .min(1, "Choose a file.")
    .max(100, "Choose at most 100 files."),
});
export type UploadInput = z.infer<typeof uploadInput>;
export const uploadName = z.object({ uploadId: z.string().min(1).max(100) });
/** The next bytes of an upload. */
export const uploadPieceInput = uploadName.extend({
  from: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }, "It must be a number of bytes."),
  content: z.instanceof(Blob),
});
