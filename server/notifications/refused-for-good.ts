/** The other side refused this notice and would refuse it again: it is not tried again by itself. */
export class RefusedForGood extends Error {
  override readonly name = "RefusedForGood";
}

/** What nodemailer says of a failed mail: the server's answer, and the command that it answered. */
type SmtpFault = Error & { code?: string; responseCode?: number; response?: string; command?: string };

/** Commands in which a server judges this one mail: who sends it, who gets it, what it holds. */
const aboutTheMail = /^(MAIL FROM|RCPT TO|DATA)$/;

/**
 * A mail's fault as it is stored. Permanent is what the server answers with 5xx about this mail (RFC 5321, 4.2.1), or
 * an address that no mail can have. A refusal of the connection, a login or a certificate concerns every mail and not
 * this one: it is tried again.
 */
export function mailFault(error: unknown): Error {
  const fault = error as SmtpFault;
  const { code, responseCode = 0, response, command = "" } = fault;
  if (code === "EENVELOPE" && command === "API")
    return new RefusedForGood(`The address cannot be used: ${fault.message}`);
  if (responseCode < 500 || responseCode > 599 || !(aboutTheMail.test(command) || code === "EMESSAGE")) return fault;
  return new RefusedForGood(response ?? fault.message);
}
