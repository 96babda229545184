import { recordAudit } from "../audit/record-audit";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { statementById } from "../money/statement-view";
import { enqueueStatementMails } from "./statement-mails";

/**
 * Sends the mail about an issued statement once more, as it stands now: to owners, billing users and the address for
 * statements.
 * @returns to how many
 * @throws not_found; conflict for a draft, and where there is nobody to send it to
 */
export async function sendStatement(ctx: Context, { id }: { id: string }): Promise<{ sent: number }> {
  const { customerId, number } = await statementById(ctx, { id });
  if (number === null) throw new DomainError("conflict", "A draft is not sent: issue the statement first.");
  const { name } = await customerById(ctx, customerId);
  const sent = await enqueueStatementMails(ctx, { customerId, customerName: name, id, again: `:${ctx.requestId}` });
  if (sent === 0)
    throw new DomainError(
      "conflict",
      `${name} has no owner, no billing user and no address for statements: add one, then send it.`,
    );
  await recordAudit(ctx, {
    ...{ customerId, action: "statement.sent", subjectKind: "statement", subjectId: id, topic: "notices" },
    detail: { number },
  });
  return { sent };
}
