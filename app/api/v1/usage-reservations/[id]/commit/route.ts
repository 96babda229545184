import { methods } from "@/server/http/methods";
import { commitReservation } from "../../contract";
import { ending } from "../../end-reservation";

export const dynamic = "force-dynamic";

const post = ending(commitReservation, "committed");

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
