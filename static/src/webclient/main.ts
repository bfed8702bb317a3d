// The main page: tree, contents and inspector. The login page shares its styles.
import "../styles/webclient.css";
import { startAnnotating } from "./annotate";
import { startColumns } from "./columns";
import { Explore } from "./explore";
import { startSections } from "./sections";

const root = document.querySelector<HTMLElement>("[data-explore]");

if (root) {
  startColumns(root);
  startSections();
  const explore = new Explore(root);
  startAnnotating({
    reload: () => explore.reloadInspector(),
    renamed: (ref, name) => explore.renamed(ref, name),
  });
}
