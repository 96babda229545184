/** Why the person may not change a part of the customer information; absent where they may. */
export type InformationRefusals = Partial<
  Record<"contact" | "identifier" | "billing" | "creditLimit" | "decide", string>
>;
