// Files that were dropped or chosen, with the folders they came in.
export interface Chosen {
  readonly file: File;
  /** "Plate 1/A01.tif": as it lay in the folder that was dropped. */
  readonly path: string;
}

const LITTER = new Set([".ds_store", "thumbs.db", "desktop.ini"]);

/** Everything in a drop. Must be called while the event is handled: afterwards the browser forgets the entries. */
export function droppedFiles(data: DataTransfer): Promise<Chosen[]> {
  const items = [...data.items].filter((item) => item.kind === "file");
  return Promise.all(items.map(filesOf)).then((found) => sorted(found.flat()));
}

/** A folder with all that is in it; a file without an entry (pasted, or made by a script) as it is. */
function filesOf(item: DataTransferItem): Promise<Chosen[]> {
  const [entry, file] = [item.webkitGetAsEntry(), item.getAsFile()];
  return entry ? walk(entry, "") : Promise.resolve(file ? [withPath(file)] : []);
}

/** Lets a person choose; an empty list when they think better of it. */
export function chooseFiles(folder: boolean): Promise<Chosen[]> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = folder;
  return new Promise((resolve) => {
    input.addEventListener("cancel", () => resolve([]));
    input.addEventListener("change", () => resolve(sorted([...(input.files ?? [])].map(withPath))));
    input.click();
  });
}

function withPath(file: File): Chosen {
  return { file, path: file.webkitRelativePath || file.name };
}

function sorted(found: Chosen[]): Chosen[] {
  const wanted = found.filter(({ file }) => !LITTER.has(file.name.toLowerCase()));
  return wanted.sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
}

async function walk(entry: FileSystemEntry, parent: string): Promise<Chosen[]> {
  const path = parent + entry.name;
  if (isFile(entry)) return [{ file: await fileOf(entry), path }];
  const inside = await entriesOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(inside.map((child) => walk(child, `${path}/`)))).flat();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred entries at a time, then none. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    found.push(...some);
  }
}
