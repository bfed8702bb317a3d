// <button data-copy="..."> puts its text on the clipboard.
import { on } from "../lib/dom";
import { message } from "../lib/messages";
import { toast, toastError } from "../lib/toast";

export function startCopying(): void {
  on("click", "[data-copy]", (button) => {
    const text = button.dataset["copy"] ?? "";
    copy(text).then(
      () => toast(message("copied", { what: text })),
      () => toastError(new Error(message("copy.failed"))),
    );
  });
}

async function copy(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error("no clipboard on insecure pages");
  await navigator.clipboard.writeText(text);
}
