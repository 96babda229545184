/** The periods and policies of a limit, as people read them. */
export const periodWords = { "15min": "15 minutes", hour: "Hour", day: "Day", week: "Week", month: "Month" };
export const policyWords = { off: "Bill only", ask: "Ask the customer", automatic: "Start a machine" };
