// Files dropped anywhere on the main page, and the actions that upload. What does the work is loaded when it is needed.
import { create, icon } from "../../lib/dom";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { addAction, type Target } from "../actions/action";
import { chooseFiles, droppedFiles, type Chosen } from "./chosen";
import { askForDataset, isAllowed, placeOf, placeOfRow, takesUploads, type Place } from "./place";

type Selection = () => Target;

export function startUploads(root: HTMLElement, selected: Selection): void {
  if (root.dataset["upload"] === undefined) return;
  addUploadActions();
  const curtain = create("div", { class: "drop-curtain", hidden: true }, icon("upload"), create("p", {}));
  document.body.append(curtain);
  document.addEventListener("dragover", (event) => onDragOver(event, curtain, selected));
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && lift(curtain));
  document.addEventListener("drop", (event) => void onDrop(event, curtain, selected).catch(toastError));
}

function addUploadActions(): void {
  for (const folder of [false, true]) {
    addAction({
      id: folder ? "upload-folder" : "upload-files",
      label: message(folder ? "upload.folder" : "upload.files"),
      icon: folder ? "folder" : "upload",
      group: 12,
      shown: ({ items }) => items.length === 1 && takesUploads(items[0]?.ref ?? ""),
      enabled: ({ items }) => items.every((item) => item.can.has("link")),
      run: async (target) => begin(await chooseFiles(folder), placeOf(target)),
    });
  }
}

function onDragOver(event: DragEvent, curtain: HTMLElement, selected: Selection): void {
  if (!event.dataTransfer?.types.includes("Files") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const place = placeAt(event, selected);
  event.dataTransfer.dropEffect = place && !isAllowed(place) ? "none" : "copy";
  const text = place ? message(isAllowed(place) ? "upload.dropHere" : "upload.forbidden", { name: place.name }) : message("upload.dropNew");
  curtain.hidden = false;
  if (curtain.lastElementChild?.textContent !== text) curtain.lastElementChild?.replaceChildren(text);
}

async function onDrop(event: DragEvent, curtain: HTMLElement, selected: Selection): Promise<void> {
  if (!event.dataTransfer?.types.includes("Files") || curtain.hidden) return;
  event.preventDefault();
  lift(curtain);
  const place = placeAt(event, selected);
  const chosen = await droppedFiles(event.dataTransfer);
  if (!chosen.length) throw new Error(message("upload.nothing"));
  await begin(chosen, place);
}

function placeAt(event: DragEvent, selected: Selection): Place | null {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="treeitem"]') : null;
  return placeOfRow(row) ?? placeOf(selected());
}

function lift(curtain: HTMLElement): void {
  curtain.hidden = true;
}

async function begin(chosen: readonly Chosen[], place: Place | null): Promise<void> {
  if (!chosen.length) return;
  if (place && !isAllowed(place)) throw new Error(message("upload.forbidden", { name: place.name }));
  const goal = place ?? (await askForDataset(suggestedName(chosen)));
  if (!goal) return;
  const { upload } = await import("./uploading");
  await upload(chosen, goal);
}

/** The folder that was dropped, else the day. */
function suggestedName(chosen: readonly Chosen[]): string {
  const [folder, rest] = chosen[0]?.path.split("/") ?? [];
  return folder && rest ? folder : `Uploaded ${new Date().toISOString().slice(0, 10)}`;
}
