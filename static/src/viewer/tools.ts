// The buttons around the picture: zoom, link, help, panel, full screen.
import { need } from "../lib/dom";
import { recall, remember } from "../lib/memory";
import type { AddressBar } from "./addressBar";
import { setSingleKeys, singleKeysOn } from "./keyboard";
import type { Stage } from "./stage";

const PANEL_MEMORY = "viewer.panel";

export interface Tools {
  readonly help: () => void;
  readonly fullScreen: () => void;
}

export function startTools(root: HTMLElement, stage: Stage, addressBar: AddressBar): Tools {
  const act = (name: string, call: () => void): void => {
    need(`[data-act="${name}"]`, root).addEventListener("click", call);
  };
  const help = startHelp(root);
  act("zoom-in", () => stage.zoomIn());
  act("zoom-out", () => stage.zoomOut());
  act("fit", () => stage.fit());
  act("actual", () => stage.zoomTo(1));
  act("link", () => void addressBar.copy());
  act("help", help);
  act("full-screen", toggleFullScreen);
  startPanel(root);
  startFullScreen(need('[data-act="full-screen"]', root));
  return { help, fullScreen: toggleFullScreen };
}

function startHelp(root: HTMLElement): () => void {
  const dialog = need<HTMLDialogElement>("[data-help]", root);
  const keys = need<HTMLInputElement>("[data-single-keys]", dialog);
  keys.checked = singleKeysOn();
  keys.addEventListener("change", () => setSingleKeys(keys.checked));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return () => dialog.showModal();
}

function startPanel(root: HTMLElement): void {
  const button = need('[data-act="panel"]', root);
  const show = (open: boolean): void => {
    root.classList.toggle("panel-closed", !open);
    button.setAttribute("aria-expanded", String(open));
  };
  const narrow = window.matchMedia("(max-width: 899px)").matches;
  show((recall(PANEL_MEMORY) ?? (narrow ? "closed" : "open")) === "open");
  button.addEventListener("click", () => {
    const open = root.classList.contains("panel-closed");
    show(open);
    remember(PANEL_MEMORY, open ? "open" : "closed");
  });
}

function startFullScreen(button: HTMLElement): void {
  button.hidden = !document.fullscreenEnabled;
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
  });
}

/** The whole document, so that dialogs and messages are seen in full screen too. */
function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (document.fullscreenEnabled) void document.documentElement.requestFullscreen();
}
