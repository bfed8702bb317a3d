// Every sentence that scripts show. English is the key language; another language replaces values by key.
const english = {
  "copied": "{what} copied",
  "copy.failed": "Your browser did not allow copying. Select the text and copy it by hand.",
  "dismiss": "Dismiss",
  "retry": "Try again",
  "error.offline": "The server cannot be reached. Check your connection and try again.",
  "error.session": "Your session has ended. What you typed is still here: sign in again in a new tab, then try again.",
  "error.server": "The server could not do that ({status}).",
  "error.incident": "Incident {incident}",
  "error.load": "This could not be loaded",
  "sign-in": "Sign in",
  "saved": "Saved",
  "tag.added": "Tag “{name}” added",
  "tag.removed": "Tag “{name}” removed",
  "comment.added": "Comment added",
  "name.saved": "Name saved",
  "description.saved": "Description saved",
  "tree.more": "Show {count} more of {total}",
  "tree.loading": "Loading",
  "tree.empty": "Nothing here yet",
  "tree.failed": "Could not load. Press Enter to try again.",
  "tree.count": "{count} items",
  "rights.own": "yours",
  "rights.readonly": "read only",
  "orphaned": "Orphaned images",
  "grid.label": "Images",
  "grid.selected": "{count} of {total} selected",
  "grid.total.one": "1 image",
  "grid.total": "{count} images",
  "grid.missing": "No preview",
  "selection.many": "{count} objects selected",
  "separator.value": "{pixels} pixels wide",
  "theme.set": "Theme: {name}",
} as const;

export type MessageKey = keyof typeof english;

/** The message for `key` with `{name}` places filled from `values`. */
export function message(key: MessageKey, values: Record<string, string | number> = {}): string {
  return english[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
