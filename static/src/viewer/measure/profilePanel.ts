// The plot of intensities along the line that was drawn last, or along the chosen region.
import { create, need } from "../../lib/dom";
import { getJson } from "../../lib/http";
import { message } from "../../lib/messages";
import { toast, toastError } from "../../lib/toast";
import { lengthText, pixelValueText, significant } from "../format";
import { measure } from "../geometry/measures";
import type { Shape } from "../geometry/shapes";
import { svg } from "../rois/shapeElement";
import type { ImageFacts } from "../imgdata";
import type { Store } from "../store";
import { hasProfile, PLOT, profilePath, profilePoints, profileRange, profileTable, type Profile } from "./profile";

const REST = 150;

export class ProfilePanel {
  private shape: Shape | null = null;
  private asked = "";
  private loading: AbortController | null = null;
  private timer = 0;
  private profile: Profile | null = null;
  private readonly cursor = svg("line", { class: "profile-cursor", y1: 0, y2: PLOT.height });

  constructor(
    private readonly host: HTMLElement,
    private readonly url: string,
    private readonly facts: ImageFacts,
    private readonly store: Store,
  ) {
    store.subscribe(() => this.later());
    need("[data-act=profile-copy]", host).addEventListener("click", () => void this.copy());
    const plot = need("[data-profile-plot]", host);
    plot.addEventListener("pointermove", (event) => this.point(event.clientX));
    plot.addEventListener("pointerleave", () => this.caption(null));
    this.show(null);
  }

  /** Lines and polylines have profiles; anything else takes the plot away. */
  show(shape: Shape | null): void {
    if (shape === this.shape) return;
    this.shape = hasProfile(shape) ? shape : null;
    this.host.hidden = this.shape === null;
    this.later();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    const search = this.search();
    if (search === this.asked) return;
    this.loading?.abort();
    if (search) this.timer = window.setTimeout(() => void this.load(search), REST);
  }

  private search(): string {
    if (!this.shape) return "";
    const { rendering, z, t } = this.store.state;
    const active = rendering.channels.flatMap(({ active }, index) => (active ? [index] : []));
    return active.length ? `?points=${profilePoints(this.shape)}&z=${z}&t=${t}&c=${active.join(",")}` : "";
  }

  private async load(search: string): Promise<void> {
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.host.setAttribute("aria-busy", "true");
    try {
      const profile = await getJson<Profile>(this.url + search, signal);
      if (signal.aborted) return;
      this.asked = search;
      this.profile = profile;
      this.draw(profile);
    } catch (error) {
      if (!signal.aborted) toastError(error);
    } finally {
      this.host.removeAttribute("aria-busy");
    }
  }

  private draw(profile: Profile): void {
    const range = profileRange(profile);
    const plot = svg("svg", { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, preserveAspectRatio: "none", role: "img" });
    plot.setAttribute("aria-label", this.summary(profile));
    plot.append(...profile.channels.map(({ channel, values }) => this.curve(channel, profilePath(values, range))), this.cursor);
    need("[data-profile-plot]", this.host).replaceChildren(plot);
    need("[data-profile-high]", this.host).textContent = pixelValueText(range[1], this.facts.integer);
    need("[data-profile-low]", this.host).textContent = pixelValueText(range[0], this.facts.integer);
    need("[data-profile-length]", this.host).textContent = this.distance(profile.length);
    this.caption(null);
  }

  private curve(channel: number, d: string): SVGElement {
    const { rendering } = this.store.state;
    const curve = svg("path", { class: "profile-curve", d });
    const color = rendering.model === "g" ? "currentcolor" : `#${rendering.channels[channel]?.color ?? ""}`;
    curve.style.setProperty("stroke", color);
    return curve;
  }

  private summary(profile: Profile): string {
    const texts = profile.channels.map(({ channel, values }) => {
      const [low, high] = profileRange({ length: 0, channels: [{ channel, values }] });
      return message("viewer.profile.range", { name: this.name(channel), low: this.value(low), high: this.value(high) });
    });
    return [message("viewer.profile"), ...texts].join(". ");
  }

  /** Values where the pointer is; without it, which plane and which channels. */
  private point(clientX: number): void {
    const box = need("[data-profile-plot]", this.host).getBoundingClientRect();
    this.caption(Math.min(1, Math.max(0, (clientX - box.left) / box.width)));
  }

  private caption(share: number | null): void {
    const { profile } = this;
    this.cursor.setAttribute("visibility", share === null ? "hidden" : "visible");
    if (!profile) return;
    const x = String((share ?? 0) * PLOT.width);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
    const texts = profile.channels.map(({ channel, values }) => {
      const value = share === null ? null : (values[Math.round(share * (values.length - 1))] ?? null);
      return value === null ? this.name(channel) : `${this.name(channel)} ${this.value(value)}`;
    });
    const where = share === null ? "" : `${this.distance(share * profile.length)}: `;
    need("[data-profile-caption]", this.host).textContent = where + texts.join("  ");
  }

  private async copy(): Promise<void> {
    if (!this.profile) return;
    const { perPixel, physical } = this.scale();
    const names = this.facts.channels.map(({ label }) => label);
    try {
      await navigator.clipboard.writeText(profileTable(this.profile, names, perPixel, physical ? "µm" : "px"));
      toast(message("copied", { what: message("viewer.profile") }));
    } catch {
      toastError(new Error(message("copy.failed")));
    }
  }

  private distance(pixels: number): string {
    const { perPixel, physical } = this.scale();
    return physical ? lengthText(pixels * perPixel, 4) : `${significant(pixels, 4)} px`;
  }

  /** Micrometres for each pixel of the line's length: pixels need not be square. */
  private scale(): { perPixel: number; physical: boolean } {
    if (!this.shape || !this.profile?.length) return { perPixel: 1, physical: false };
    const { length, physical } = measure(this.shape, this.facts.pixelSize);
    return { perPixel: physical ? (length ?? 0) / this.profile.length : 1, physical };
  }

  private name(channel: number): string {
    return this.facts.channels[channel]?.label ?? String(channel);
  }

  private value(value: number): string {
    return pixelValueText(value, this.facts.integer);
  }
}

/** The parts that `ProfilePanel` fills. */
export function profileParts(): HTMLElement[] {
  const copy = create("button", { type: "button", class: "button button-small", "data-act": "profile-copy" }, message("viewer.profile.copy"));
  return [
    create("div", { class: "panel-head profile-head" }, create("h2", {}, message("viewer.profile")), copy),
    create("div", { class: "profile-plot", "data-profile-plot": true }),
    axis(),
    create("p", { class: "roi-hint numeric", "data-profile-caption": true }),
  ];
}

/** Lowest and highest value, and the length. */
function axis(): HTMLElement {
  const spans = ["low", "high", "length"].map((name) => create("span", { [`data-profile-${name}`]: true }));
  return create("div", { class: "profile-axis numeric" }, ...spans);
}
