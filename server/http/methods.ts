import { DomainError } from "../errors";
import { handle } from "./handle";

type Handler = (request: globalThis.Request, context: { params: Promise<never> }) => Response | Promise<Response>;
type Refusal = (request: globalThis.Request) => Promise<Response>;
type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Handlers = Partial<Record<Verb, Handler>>;
type Options = {
  /** The machine API writes its codes in capitals (docs/machine-api.md). */
  codes?: "lower" | "upper";
  /** One line of text instead of problem details, where a person or a shell reads the answer. */
  plain?: boolean;
};

const verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/**
 * What a route exports: its handlers, and for every other method a 405 that says which ones there are, with `Allow` and
 * the request's id. Next's own 405 is empty. HEAD is not among them: Next answers it as GET. OPTIONS is, since Next
 * would now count the refusals among what is allowed.
 */
export function methods<H extends Handlers>(handlers: H, { codes, plain = false }: Options = {}) {
  const taken = verbs.filter((verb) => handlers[verb]);
  const allow = [...taken.flatMap((verb) => (verb === "GET" ? ["GET", "HEAD"] : [verb])), "OPTIONS"].join(", ");
  const refusing = handle(
    async ({ request, requestId }) => {
      const sentence = `This address takes ${taken.join(" and ")}, not ${request.method}.`;
      if (plain)
        return new Response(`${sentence}\n`, {
          status: 405,
          headers: {
            "content-type": "text/plain; charset=utf-8",
            "cache-control": "no-store",
            "x-request-id": requestId,
          },
        });
      throw new DomainError("method_not_allowed", sentence);
    },
    { codes },
  );
  const refuse: Refusal = async (request) => {
    const answer = await refusing(request);
    answer.headers.set("allow", allow);
    return answer;
  };
  const options = () => new Response(null, { status: 204, headers: { allow } });
  const all = Object.fromEntries(verbs.map((verb) => [verb, handlers[verb] ?? refuse]));
  return { ...all, OPTIONS: options } as { [V in Verb]: H[V] extends Handler ? H[V] : Refusal } & {
    OPTIONS: () => Response;
  };
}
