// The bell in the top bar: what runs, how far it is, how it ended; cancel, try again, log, clear.
import { create, icon } from "../lib/dom";
import { address, getJson, postForm } from "../lib/http";
import { message } from "../lib/messages";
import { toast, toastError } from "../lib/toast";
import { duration } from "../lib/durations";
import { onJobs, readJobs, type Job } from "./jobs";

const seen = new Set<number>();

export function startActivities(): void {
  const bell = document.querySelector<HTMLDetailsElement>("[data-activities]");
  if (!bell) return;
  onJobs((jobs) => draw(bell, jobs));
  bell.addEventListener("click", (event) => void act(event).catch(toastError));
  void readJobs();
}

function draw(bell: HTMLElement, jobs: readonly Job[]): void {
  const running = jobs.filter((job) => !job.isOver).length;
  bell.classList.toggle("is-running", running > 0);
  const badge = bell.querySelector<HTMLElement>("[data-running]");
  if (badge) badge.textContent = running ? String(running) : "";
  const list = bell.querySelector<HTMLElement>("[data-jobs]");
  if (list) list.replaceChildren(...(jobs.length ? jobs.map(row) : [create("p", { class: "lead" }, message("jobs.none"))]));
  tellFailures(jobs);
}

/** A job that fails while the page is open is said aloud, once. */
function tellFailures(jobs: readonly Job[]): void {
  const first = seen.size === 0;
  for (const job of jobs.filter((other) => other.isOver && !seen.has(other.id))) {
    seen.add(job.id);
    if (!first && job.state === "failed") toastError(new Error(message("jobs.failed", { title: job.title, error: job.error ?? "" })));
  }
  if (first) seen.add(0);
}

function row(job: Job): HTMLElement {
  const head = create("p", { class: "job-title" }, icon(job.isOver ? (job.state === "done" ? "check" : "error") : "refresh"), create("span", {}, job.title));
  return create("li", { class: `job job-${job.state}`, "data-job": job.id }, head, ...progress(job), ...words(job), buttons(job));
}

function progress(job: Job): HTMLElement[] {
  if (job.isOver) return [];
  const known = job.total > 0;
  return [create("progress", { max: known ? job.total : null, value: known ? job.done : null, "aria-label": job.title })];
}

function words(job: Job): HTMLElement[] {
  const text = job.error ?? [job.state === "waiting" ? message("jobs.waiting") : job.message, counted(job)].filter(Boolean).join(" · ");
  return text ? [create("p", { class: job.error ? "field-error" : "lead" }, text)] : [];
}

function counted(job: Job): string {
  if (job.isOver || !job.total) return "";
  const count = message("jobs.progress", { done: job.done.toLocaleString(), total: job.total.toLocaleString() });
  return job.remainingSeconds === null ? count : `${count}, ${message("jobs.remaining", { time: duration(job.remainingSeconds) })}`;
}

function buttons(job: Job): HTMLElement {
  const made: HTMLElement[] = [];
  if (!job.isOver) made.push(button("cancel", message("jobs.cancel")));
  else if (job.state !== "done") made.push(button("retry", message("jobs.retry")), button("log", message("jobs.log")));
  return create("div", { class: "job-buttons" }, ...made);
}

function button(name: string, label: string): HTMLElement {
  return create("button", { type: "button", class: "button button-small", "data-job-do": name }, label);
}

async function act(event: Event): Promise<void> {
  const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-job-do]") : null;
  const what = pressed?.dataset["jobDo"];
  if (!pressed || !what) return;
  const id = pressed.closest<HTMLElement>("[data-job]")?.dataset["job"] ?? "";
  if (what === "log") return showLog(pressed, id);
  await postForm(address(what === "clear" ? "/webclient/jobs/clear/" : `/webclient/jobs/${id}/${what}/`));
  await readJobs();
  if (what === "retry") toast(message("jobs.retry"));
}

async function showLog(pressed: HTMLElement, id: string): Promise<void> {
  const { log } = await getJson<{ log: string }>(address(`/webclient/jobs/${id}/`));
  pressed.closest("[data-job]")?.append(create("pre", { class: "job-log", tabindex: 0 }, log || "–"));
  pressed.remove();
}
