// Says in the page's live region where one is, once a movement has come to rest.
import { message } from "../lib/messages";
import { percentText } from "./format";
import type { ImageFacts } from "./imgdata";
import type { Stage } from "./stage";
import type { State } from "./state";
import type { Store } from "./store";

const REST = 500;

export class Announcer {
  private timer = 0;

  constructor(private readonly region: HTMLElement) {}

  say(text: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.region.textContent = text), REST);
  }
}

export function announceChanges(announcer: Announcer, store: Store, stage: Stage, facts: ImageFacts): void {
  let zoom = percentText(stage.view().zoom);
  stage.onView(() => {
    const now = percentText(stage.view().zoom);
    if (now !== zoom) announcer.say(message("viewer.zoom.spoken", { zoom: now }));
    zoom = now;
  });
  store.subscribe((state, before) => {
    const text = planeText(state, before, facts) ?? channelText(state, before, facts);
    if (text) announcer.say(text);
  });
}

function planeText(state: State, before: State, facts: ImageFacts): string | null {
  if (state.z !== before.z) return spoken("Z", state.z, facts.sizeZ);
  if (state.t !== before.t) return spoken("T", state.t, facts.sizeT);
  return null;
}

function spoken(axis: string, index: number, size: number): string {
  return message("viewer.plane.spoken", { axis, index: index + 1, size });
}

function channelText(state: State, before: State, facts: ImageFacts): string | null {
  const channels = state.rendering.channels;
  const index = channels.findIndex((channel, at) => channel.active !== before.rendering.channels[at]?.active);
  const name = facts.channels[index]?.label;
  if (name === undefined) return null;
  return message(channels[index]?.active ? "viewer.channel.on" : "viewer.channel.off", { name });
}
