// Names of channels: of this image, or of all images beside it that have as many channels.
import { create } from "../../lib/dom";
import { formDialog } from "../../lib/dialog";
import { address, postChange } from "../../lib/http";
import { message } from "../../lib/messages";
import { changed, refsOf } from "./panel";

interface Answer {
  imageCount?: number;
  updateCount?: number;
  error?: string;
}

export async function nameChannels(button: HTMLElement): Promise<void> {
  const place = button.closest<HTMLElement>("[data-channels]");
  if (!place) return;
  const shown = [...place.querySelectorAll<HTMLElement>("[data-channel]")];
  const fields = shown.map((channel) => field(channel.dataset["channel"] ?? "0", channel.textContent ?? ""));
  const parent = place.dataset["sharedWith"] ?? "";
  const all = create("input", { type: "checkbox", name: "confirm_apply", value: "1" });
  const spread = create("label", { class: "check" }, all, message(parent.startsWith("plate") ? "channels.all.plate" : "channels.all.dataset"));
  const look = { title: message("channels.title"), body: [...fields, ...(parent ? [spread] : [])], confirm: message("edit.save") };
  await formDialog(look, async (form) => {
    const names = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
    const sent = all.checked ? { ...names, parentId: parent } : names;
    const { body, change } = await postChange<Answer>(address(`/webclient/edit_channel_names/${place.dataset["channels"] ?? ""}/`), sent);
    if (body?.error) throw new Error(body.error);
    changed(refsOf(button), said(body), [change], "[data-name-channels]");
  });
}

function field(index: string, name: string): HTMLElement {
  const input = create("input", { class: "input", name: `channel${index}`, value: name, maxlength: 255, required: true });
  return create("label", { class: "field" }, create("span", { class: "field-label" }, message("channels.name", { number: Number(index) + 1 })), input);
}

function said(body: Answer | null): string {
  const { imageCount, updateCount } = body ?? {};
  if (imageCount === undefined || updateCount === undefined) return message("channels.saved");
  return message("channels.saved.all", { done: updateCount, all: imageCount });
}
