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
