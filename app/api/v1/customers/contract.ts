import { z } from "zod";
import { addCustomerInput, emailInput } from "@/server/configuration/input";
import { customerStates } from "@/server/configuration/states";
import { after, limit, minorUnits, oneOf, pageAnswer, search, time } from "../parts";

export const customersQuery = z.strictObject({ search, state: oneOf(customerStates).optional(), after, limit });

export const customerBody = addCustomerInput
  .extend({
    name: z.string({ error: "Enter the company's name." }).pipe(addCustomerInput.shape.name),
    email: emailInput.optional().describe("The company's first person, invited by mail as its owner."),
  })
  .strict();

export const customerMade = z.object({ id: z.string(), identifier: z.string() });

export const customersAnswer = pageAnswer(
  "customers",
  z.object({
    id: z.string(),
    name: z.string(),
    identifier: z.string().describe("Customer account identifier"),
    identifierConfirmed: z.boolean(),
    state: z.enum(customerStates),
    currency: z.string(),
    creditLimitMinor: minorUnits,
    machines: z.int(),
    waitingMachines: z.int().describe("Machines that wait for the customer's information"),
    createdAt: time,
  }),
);
