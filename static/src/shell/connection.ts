// Tells when the connection is lost, for as long as it is lost: a banner under the top bar that is also heard.
import { create, icon } from "../lib/dom";
import { message } from "../lib/messages";
import { toast } from "../lib/toast";

export function startConnection(): void {
  const banner = create("p", { class: "offline-banner", role: "alert", hidden: true }, icon("offline"), create("span", {}));
  document.querySelector("main")?.before(banner);
  window.addEventListener("offline", () => {
    banner.hidden = false;
    banner.lastElementChild?.replaceChildren(message("offline"));
  });
  window.addEventListener("online", () => {
    if (!banner.hidden) toast(message("online"));
    banner.hidden = true;
  });
}
