// The small viewer of the inspector: one picture of the server's, the channels and settings of the large viewer.
import "../../viewer/channels.css";
import { need } from "../../lib/dom";
import { address, getJson } from "../../lib/http";
import { toastError } from "../../lib/toast";
import { writeAddress } from "../../viewer/address";
import { ChannelPanel } from "../../viewer/channelPanel";
import { isPicture, readImgData, type ImageFacts, type ImgDataJson } from "../../viewer/imgdata";
import { pixelQuery } from "../../viewer/query";
import { SettingsPanel } from "../../viewer/settings/settingsPanel";
import { initialState, type State } from "../../viewer/state";
import { Store } from "../../viewer/store";

const SIDE = 512;
const PAUSE = 60;

export async function startPreview(root: HTMLElement): Promise<void> {
  if ("started" in root.dataset) return;
  root.dataset["started"] = "";
  const id = Number(root.dataset["preview"]);
  const gateway = address("/webgateway/");
  const facts = readImgData(await getJson<ImgDataJson>(`${gateway}imgData/${id}/`));
  if (!isPicture(facts) || !root.isConnected) return;
  const store = new Store(initialState(facts.saved, facts.defaultZ, facts.defaultT), facts);
  new ChannelPanel(root, facts, store, gateway);
  const { owner, me, parent = "" } = root.dataset;
  new SettingsPanel({ root, gateway, owner: Number(owner), me: Number(me), parent }, facts, store);
  for (const axis of ["z", "t"] as const) startAxis(root, axis, store);
  new Picture(root, facts, store, `${gateway}render_birds_eye_view/${id}/${SIDE}/`);
}

function startAxis(root: HTMLElement, axis: "z" | "t", store: Store): void {
  const slider = root.querySelector<HTMLInputElement>(`[data-plane="${axis}"]`);
  if (!slider) return;
  const show = (state: State): void => {
    slider.value = String(state[axis] + 1);
    const place = slider.parentElement?.querySelector("output");
    if (place) place.textContent = `${state[axis] + 1} / ${slider.max}`;
  };
  slider.addEventListener("input", () => store.dispatch({ type: "plane", [axis]: Number(slider.value) - 1, gesture: axis }));
  slider.addEventListener("change", () => store.dispatch({ type: "settle" }));
  store.subscribe(show);
  show(store.state);
}

/** Asks for the newest state only, and never shows an older picture after a newer one. */
class Picture {
  private readonly image: HTMLImageElement;
  private readonly link: HTMLAnchorElement;
  private shown = "";
  private timer = 0;

  constructor(
    root: HTMLElement,
    private readonly facts: ImageFacts,
    private readonly store: Store,
    private readonly url: string,
  ) {
    this.image = need("[data-picture]", root);
    this.link = need("[data-full]", root);
    this.shown = this.source();
    store.subscribe(() => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.paint().catch(toastError), PAUSE);
    });
  }

  private source(): string {
    const { rendering, z, t } = this.store.state;
    const { c, maps, m } = pixelQuery(rendering);
    return `${this.url}?${new URLSearchParams({ c, maps, m, z: String(z), t: String(t) }).toString()}`;
  }

  private async paint(): Promise<void> {
    const source = this.source();
    const { rendering, z, t } = this.store.state;
    const middle = { x: this.facts.width / 2, y: this.facts.height / 2, zoom: 1 };
    const full = new URLSearchParams(writeAddress("", { rendering, z, t }, middle));
    for (const name of ["x", "y", "zm"]) full.delete(name);
    this.link.search = full.toString();
    if (source === this.shown) return;
    this.shown = source;
    const next = new Image();
    next.src = source;
    await next.decode();
    if (source === this.shown) this.image.src = source;
  }
}
