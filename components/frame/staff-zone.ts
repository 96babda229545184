/** The one time zone of the console, which its frame names: staff read the times of customers of many zones in it. */
export const staffZone = "UTC";
