import { z } from "zod";
import { assignInput } from "@/server/usage/corrections/input";
import { operation } from "../operation";
import { customerName, named, time } from "../parts";

const waiting = assignInput.omit({ customerId: true });

export const listUnassigned = operation({
  method: "get",
  path: "/unassigned-usage",
  tag: "Usage",
  summary: "Use whose customer is not known, by sender, longest waiting first",
  action: "unassigned_usage.read",
  like: ["usage.unassigned"],
  answer: named(
    "UnassignedUsage",
    z.object({
      senders: z.array(
        z.object({ ...waiting.shape, rows: z.int(), since: time.nullable().describe("When its oldest record came") }),
      ),
      more: z.boolean().describe("Whether others wait behind these"),
    }),
  ),
  says: "The senders of the 10,000 records that wait longest.",
});
export const assignUnassigned = operation({
  method: "post",
  path: "/unassigned-usage/assignment",
  tag: "Usage",
  summary: "Assign all that waits of one sender under one name to a customer",
  action: "usage.change",
  like: ["usage.assign"],
  body: named("Assignment", waiting.extend({ customer: customerName.unwrap() }).strict()),
  answer: named("Assigned", z.object({ accepted: z.int(), rejected: z.int() })),
  says: "How many records are the customer's now; rejected ones stay in the list.",
});
