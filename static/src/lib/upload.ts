// Sends files and tells how far it has got: what fetch cannot do.
import { csrfToken, RequestFailed, type Done } from "./http";
import { message } from "./messages";

/** POST a form with files; `progress` gets the sent part, 0 to 1. Rejects with RequestFailed. */
export function uploadForm<T>(url: string, form: FormData, progress: (part: number) => void): Promise<Done<T>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("error", () => reject(new RequestFailed("offline", message("error.offline"))));
    request.addEventListener("load", () => (request.status < 300 ? resolve(done<T>(request)) : reject(failure(request))));
    request.send(form);
  });
}

function done<T>(request: XMLHttpRequest): Done<T> {
  return { body: parse(request.responseText) as T | null, change: Number(request.getResponseHeader("X-Omeropyr-Change") ?? 0) || null };
}

function failure(request: XMLHttpRequest): RequestFailed {
  const { status, responseText } = request;
  if (status === 403 && !responseText) return new RequestFailed("session", message("error.session"), status);
  const body = parse(responseText) as { message?: unknown } | null;
  const text = typeof body?.message === "string" ? body.message : message("error.server", { status });
  return new RequestFailed(status < 500 ? "refused" : "server", text, status, request.getResponseHeader("X-Request-ID"));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
