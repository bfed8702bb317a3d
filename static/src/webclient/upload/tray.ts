// The tray at the bottom: how far an upload is, what can be done about it, and what became of each file.
import { create, icon } from "../../lib/dom";
import { duration } from "../../lib/durations";
import { message, things } from "../../lib/messages";
import { bytes } from "../../lib/sizes";
import type { Progress } from "./transfer";

export interface Outcome {
  readonly path: string;
  readonly status: "imported" | "present" | "refused";
  readonly detail: string;
  readonly images: readonly number[];
}

type Deed = "pause" | "resume" | "cancel" | "dismiss";

export class Tray {
  private readonly bar = create("progress", { "aria-label": message("upload.label"), max: 1 });
  private readonly line = create("p", { class: "lead numeric" });
  private readonly news = create("p", { class: "tray-news", role: "status" });
  private readonly refusals = create("ul", { class: "plain tray-refusals" });
  private readonly buttons = create("div", { class: "tray-buttons" });
  private readonly element: HTMLElement;
  private readonly started = performance.now();
  private first: number | null = null;

  constructor(name: string, private readonly act: (deed: Deed) => void) {
    const heading = create("h2", { id: "tray-heading" }, icon("upload"), create("span", { class: "truncate" }, message("upload.title", { name })));
    this.element = create("section", { class: "tray", "aria-labelledby": "tray-heading" }, heading, this.bar, this.line, this.news, this.refusals, this.buttons);
    this.element.addEventListener("click", (event) => this.clicked(event));
    document.body.append(this.element);
    this.offer("pause", "cancel");
  }

  progress({ sent, total, done, files }: Progress): void {
    this.first ??= sent;
    this.bar.value = total ? sent / total : 1;
    const words = message("upload.sent", { done: done.toLocaleString(), files: files.toLocaleString(), sent: bytes(sent), total: bytes(total) });
    this.line.textContent = [words, this.left(sent, total)].filter(Boolean).join(", ");
  }

  paused(): void {
    this.say(message("upload.paused"));
    this.offer("resume", "cancel");
  }

  running(): void {
    this.say("");
    this.offer("pause", "cancel");
  }

  stopped(error: string): void {
    this.say(message("upload.stopped", { error }), true);
    this.offer("resume", "cancel");
  }

  importing(): void {
    this.bar.removeAttribute("value");
    this.line.textContent = message("upload.background");
    this.say(message("upload.importing"));
    this.buttons.replaceChildren();
  }

  /** A file that did not come in, and why. */
  refused(path: string, reason: string): void {
    this.refusals.append(create("li", {}, create("strong", {}, path), " ", reason));
  }

  finished(outcomes: readonly Outcome[], notSent: number, show: string): void {
    for (const { path, detail } of outcomes.filter((one) => one.status === "refused")) this.refused(path, detail);
    this.end(summary(outcomes, notSent));
    if (show) this.buttons.prepend(create("a", { class: "button button-small button-primary", href: `?show=${show}`, "data-open": show }, message("upload.show")));
  }

  failed(error: string): void {
    this.end("");
    this.say(error, true);
  }

  remove(): void {
    this.element.remove();
  }

  private end(text: string): void {
    this.bar.remove();
    this.line.remove();
    this.say(text);
    this.offer("dismiss");
  }

  private say(text: string, isError = false): void {
    this.news.classList.toggle("field-error", isError);
    this.news.textContent = text;
  }

  private offer(...deeds: Deed[]): void {
    const labels = { pause: "upload.pause", resume: "upload.resume", cancel: "upload.cancel", dismiss: "dialog.close" } as const;
    this.buttons.replaceChildren(
      ...deeds.map((deed) => create("button", { type: "button", class: "button button-small", "data-deed": deed }, message(labels[deed]))),
    );
  }

  private clicked(event: Event): void {
    const deed = (event.target as Element).closest<HTMLElement>("[data-deed]")?.dataset["deed"];
    if (deed) this.act(deed as Deed);
  }

  private left(sent: number, total: number): string {
    const moved = sent - (this.first ?? 0);
    const seconds = (performance.now() - this.started) / 1000;
    if (seconds < 2 || moved <= 0 || sent >= total) return "";
    return message("upload.left", { time: duration(((total - sent) * seconds) / moved) });
  }
}

function summary(outcomes: readonly Outcome[], notSent: number): string {
  const count = (status: Outcome["status"]): number => outcomes.filter((one) => one.status === status).length;
  const images = outcomes.filter((one) => one.status === "imported").reduce((sum, one) => sum + one.images.length, 0);
  const [present, refused] = [count("present"), count("refused")];
  const parts = [message("upload.imported", { images: things(images, "image") })];
  if (present) parts.push(message("upload.present", { count: present }));
  if (refused) parts.push(message("upload.refused", { count: refused }));
  if (notSent) parts.push(message("upload.notSent", { count: notSent }));
  return `${parts.join(", ")}.`;
}
