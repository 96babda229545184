import { methods } from "@/server/http/methods";
import { sendStatement as send } from "@/server/workflow/send-statement";
import { serve } from "../../../serve";
import { sendStatement } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(sendStatement, (program, { params }) => program.see(undefined, (ctx) => send(ctx, params)));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
