import { lookAtBankFile } from "@/server/bank/store-bank-file";
import { methods } from "@/server/http/methods";
import { lookAtBankStatement, shownLook } from "../../bank-entries/contract";
import { serve } from "../../serve";

export const dynamic = "force-dynamic";

const post = serve(lookAtBankStatement, async (_, { body }) => shownLook(lookAtBankFile(body)));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
