import { z } from "zod";
import type { Action } from "@/server/identity/permissions";
import { cloudEvent, recordAddress, usageData, usageQuestion } from "@/server/usage/input";
import { billingEventsAnswer, billingEventsQuery } from "../v1/billing-events/contract";
import { customerBody, customerMade, customersAnswer, customersQuery } from "../v1/customers/contract";
import { checkAnswer, checkQuery } from "../v1/entitlements/check/contract";
import { licensesAnswer, licensesQuery } from "../v1/licenses/contract";
import { linkBody, linkMade, linksAnswer, linksQuery } from "../v1/links/contract";
import { machineAnswer, machinesAnswer, machinesQuery } from "../v1/machines/contract";

/** One operation of the programs' API, as its document describes it. */
export type Operation = {
  method: "get" | "post" | "delete";
  /** Below /api/v1. */
  path: string;
  summary: string;
  action: Action;
  query?: z.ZodObject;
  /** By content type. */
  body?: Record<string, z.ZodType>;
  /** By status; null: no content. Problems (4xx, 5xx) go without saying. */
  answers: Record<string, { description: string; schema: z.ZodType | null; alsoCsv?: true }>;
};

const json = (schema: z.ZodType) => ({ "application/json": schema });
const page = (schema: z.ZodType) => ({ "200": { description: "One page, and where the next begins.", schema } });

const event = cloudEvent.extend({
  data: usageData.extend({ quantity: z.union([z.string(), z.number()]).describe("Exact decimal") }),
});
const batchAnswer = z.object({
  records: z.int(),
  accepted: z.int(),
  duplicates: z.int(),
  conflicts: z.int(),
  rejected: z.int(),
  fates: z.record(z.string(), z.int()).describe("How many of the accepted are counted, late, shadowed…"),
  entries: z.array(
    z.object({
      index: z.int(),
      id: z.string().nullable(),
      source: z.string().nullable(),
      outcome: z.enum(["rejected", "conflict"]),
      status: z.int(),
      code: z.string(),
      detail: z.string(),
    }),
  ),
  requestId: z.string(),
});
const seriesAnswer = z.looseObject({
  meter: z.string(),
  groups: z.array(z.string()),
  points: z.array(z.looseObject({ values: z.record(z.string(), z.string()) })),
});
const recordsAnswer = z.object({ records: z.array(z.looseObject({ fate: z.string() })), next: z.string().nullable() });

export const operations: Operation[] = [
  {
    method: "post",
    path: "/events",
    summary: "Usage in, as CloudEvents: one, a batch, or binary with ce- headers",
    action: "usage.write",
    body: {
      "application/cloudevents+json": event,
      "application/cloudevents-batch+json": z.array(event).max(1000),
      "application/json": usageData,
    },
    answers: {
      "204": { description: "All were accepted or are known already; they are on disk.", schema: null },
      "207": { description: "Some were accepted; an entry for each that was not.", schema: batchAnswer },
    },
  },
  {
    method: "get",
    path: "/usage",
    summary: "Use over time",
    action: "usage.read",
    query: usageQuestion,
    answers: { "200": { description: "Sums by time and group, exact decimals.", schema: seriesAnswer } },
  },
  {
    method: "get",
    path: "/usage-records",
    summary: "Usage records with their fates",
    action: "usage.read",
    query: recordAddress.extend({ format: z.enum(["json", "csv"]).optional() }),
    answers: {
      "200": { description: "One page, or with format=csv all.", schema: recordsAnswer, alsoCsv: true },
    },
  },
  {
    method: "get",
    path: "/customers",
    summary: "Customers; a customer's key sees its own",
    action: "customers.read",
    query: customersQuery,
    answers: page(customersAnswer),
  },
  {
    method: "post",
    path: "/customers",
    summary: "Add a customer (a provider's key)",
    action: "customer.add",
    body: json(customerBody),
    answers: { "201": { description: "The customer was added.", schema: customerMade } },
  },
  {
    method: "get",
    path: "/links",
    summary: "Installation links, without their secrets",
    action: "links.read",
    query: linksQuery,
    answers: page(linksAnswer),
  },
  {
    method: "post",
    path: "/links",
    summary: "Make an installation link",
    action: "links.change",
    body: json(linkBody),
    answers: { "201": { description: "The link, with the one line that installs.", schema: linkMade } },
  },
  {
    method: "delete",
    path: "/links/{id}",
    summary: "Revoke an installation link",
    action: "links.change",
    answers: { "204": { description: "It hands nothing out any more.", schema: null } },
  },
  {
    method: "get",
    path: "/machines",
    summary: "Machines",
    action: "machines.read",
    query: machinesQuery,
    answers: page(machinesAnswer),
  },
  {
    method: "get",
    path: "/machines/{id}",
    summary: "One machine by its management id",
    action: "machines.read",
    answers: { "200": { description: "The machine.", schema: machineAnswer } },
  },
  {
    method: "post",
    path: "/machines/{id}/approve",
    summary: "Approve a machine that waits",
    action: "machines.approve",
    answers: { "200": { description: "The machine, approved.", schema: machineAnswer } },
  },
  {
    method: "get",
    path: "/licenses",
    summary: "Licenses",
    action: "licenses.read",
    query: licensesQuery,
    answers: page(licensesAnswer),
  },
  {
    method: "get",
    path: "/entitlements/check",
    summary: "May this machine use that service now?",
    action: "licenses.read",
    query: checkQuery,
    answers: { "200": { description: "The verdict, also where it is no.", schema: checkAnswer } },
  },
  {
    method: "get",
    path: "/billing-events",
    summary: "Billing events with the overflow that answers each",
    action: "billing.read",
    query: billingEventsQuery,
    answers: page(billingEventsAnswer),
  },
];
