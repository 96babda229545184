// How a scheduled job stands, as the operations page shows it. It follows from its lease and its runs. Imports nothing.

export const jobStates = ["on_time", "running", "slow", "late", "failed"] as const;
export type JobState = (typeof jobStates)[number];

/** Whether the job does what it should. */
export const jobIsInOrder = (state: JobState): boolean => state === "on_time" || state === "running";

/** Whether an operator has to look at the job: a slow one still does what it should. */
export const jobNeedsAttention = (state: JobState): boolean => state === "late" || state === "failed";
