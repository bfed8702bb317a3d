// Keeps the session alive while a page is open and seen; data-ping on <html> is the interval in milliseconds.
import { address } from "../lib/http";

export function startKeepAlive(): void {
  const interval = Number(document.documentElement.dataset["ping"] ?? 0);
  if (interval > 0) setInterval(ping, interval);
}

function ping(): void {
  if (document.hidden) return;
  fetch(address("/webclient/keepalive_ping/"), { credentials: "same-origin" }).catch(() => undefined);
}
