// Requests to the server: same origin, CSRF token, errors as one type that says what a person can do.
import { message } from "./messages";

export type FailureKind = "offline" | "session" | "server" | "refused";

/** A request that failed; `message` is fit for people, `incident` names the server's log entry. */
export class RequestFailed extends Error {
  constructor(
    readonly kind: FailureKind,
    text: string,
    readonly status = 0,
    readonly incident: string | null = null,
    /** What the server said beside the sentence, as JSON; null if nothing. */
    readonly said: unknown = null,
  ) {
    super(text);
    this.name = "RequestFailed";
  }
}

export type Fields = Record<string, string | number | readonly (string | number)[]>;

/** GET `url` as JSON. Rejects with RequestFailed, or with the signal's AbortError. */
export async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await send(url, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) });
  return (await response.json()) as T;
}

/** GET `url` as a picture or a file. Rejects as `getJson` does. */
export async function getBlob(url: string, signal?: AbortSignal): Promise<Blob> {
  return (await send(url, signal ? { signal } : {})).blob();
}

/** GET a fragment of a page, or POST for one what no address could hold. Rejects as `getJson` does. */
export async function getHtml(url: string, signal: AbortSignal, fields?: Fields): Promise<string> {
  const headers = { Accept: "text/html", "HX-Request": "true" };
  const how = fields ? { method: "POST", body: formBody(fields) } : {};
  return (await send(url, { headers, signal, ...how })).text();
}

/** POST a form; arrays become repeated fields. Resolves to the JSON answer, or to null if there is none. */
export async function postForm<T = unknown>(url: string, fields: Fields = {}): Promise<T | null> {
  return answer<T>(await send(url, { method: "POST", body: formBody(fields) }));
}

function formBody(fields: Fields): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) body.append(name, String(item));
  }
  return body;
}

/** Send JSON with `method`, for end points that take a body (`api/links/` and the like). */
export async function sendJson<T = unknown>(method: string, url: string, body: unknown): Promise<T | null> {
  const headers = { "Content-Type": "application/json" };
  return answer<T>(await send(url, { method, headers, body: JSON.stringify(body) }));
}

/** What a request changed: its answer, and the number that `offerUndo` takes back (null: nothing, or not to be undone). */
export interface Done<T> {
  readonly body: T | null;
  readonly change: number | null;
}

/** As `postForm`, for changes that a person may want to undo. */
export async function postChange<T = unknown>(url: string, fields: Fields = {}): Promise<Done<T>> {
  return done<T>(await send(url, { method: "POST", body: formBody(fields) }));
}

/** As `sendJson`, for changes that a person may want to undo. */
export async function sendChange<T = unknown>(method: string, url: string, body: unknown): Promise<Done<T>> {
  const headers = { "Content-Type": "application/json" };
  return done<T>(await send(url, { method, headers, body: JSON.stringify(body) }));
}

async function done<T>(response: Response): Promise<Done<T>> {
  const change = Number(response.headers.get("X-Omeropyr-Change") ?? 0);
  return { body: await answer<T>(response), change: change || null };
}

/** The CSRF token of this browser, as the server wants it in the header X-CSRFToken. */
export function csrfToken(): string {
  const pair = document.cookie.split("; ").find((item) => item.startsWith("csrftoken="));
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  return pair ? decodeURIComponent(pair.slice("csrftoken=".length)) : (meta?.content ?? "");
}

/** `path` below the site's prefix, e.g. address("/webclient/api/images/", { id: 5 }). */
export function address(path: string, query: Fields = {}): string {
  const root = document.documentElement.dataset["root"] ?? "";
  const text = formBody(query).toString();
  return root + path + (text ? `?${text}` : "");
}

/** A session that ended is begun again on the spot, and the request is sent once more. */
async function send(url: string, options: RequestInit): Promise<Response> {
  try {
    return await sendOnce(url, options);
  } catch (error) {
    if (!(error instanceof RequestFailed) || error.kind !== "session" || options.signal?.aborted) throw error;
    const { signInAgain } = await import("./signInAgain");
    if (!(await signInAgain())) throw error;
    return sendOnce(url, options);
  }
}

async function sendOnce(url: string, options: RequestInit): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set("X-Requested-With", "XMLHttpRequest");
  if (!headers.has("Accept")) headers.set("Accept", "application/json, */*;q=0.1");
  if (options.method && options.method !== "GET") headers.set("X-CSRFToken", csrfToken());
  let response: Response;
  try {
    response = await fetch(url, { ...options, headers, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new RequestFailed("offline", message("error.offline"));
  }
  if (!response.ok) throw await failure(response);
  return response;
}

async function failure(response: Response): Promise<RequestFailed> {
  const text = await response.text();
  const incident = response.headers.get("X-Request-ID");
  if (response.status === 403 && !text) return new RequestFailed("session", message("error.session"), 403);
  const kind = response.status < 500 ? "refused" : "server";
  return new RequestFailed(kind, sentence(text, response), response.status, incident, parse(text));
}

function sentence(text: string, response: Response): string {
  if (response.headers.get("Content-Type")?.includes("json")) {
    const body = parse(text) as { message?: unknown; error?: unknown } | null;
    const said = body?.message ?? body?.error;
    if (typeof said === "string" && said) return said;
  } else if (response.headers.get("Content-Type")?.startsWith("text/plain") && text && text.length < 400) {
    return text;
  }
  return message("error.server", { status: response.status });
}

async function answer<T>(response: Response): Promise<T | null> {
  return parse(await response.text()) as T | null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
