// <time data-local datetime="..."> in the reader's own time zone, with the exact time on hover.
const shown = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export function localiseTimes(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.textContent = shown.format(moment);
    element.title = `${exact.format(moment)} (${moment.toISOString()})`;
    element.removeAttribute("data-local");
  }
}

/** A moment as a table shows it: "21 Nov 2026, 09:30". */
export function localDay(moment: string): string {
  return shown.format(new Date(moment));
}

/** The same for hovering: with weekday, seconds and time zone. */
export function exactTime(moment: string): string {
  return exact.format(new Date(moment));
}
