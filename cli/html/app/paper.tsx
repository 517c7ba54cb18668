/** Draws the printed part of the page only while the page is printed, since that part may be long. */
import { render } from "preact";
import { type PaperProps, Paper } from "./print";

/** From now on each printing shows these props, until the returned function is called. */
export function onPaper(props: PaperProps): () => void {
  const root = document.getElementById("paper");
  if (root === null) return () => undefined;
  const media = matchMedia("print");
  const fill = (): void => {
    render(<Paper {...props} />, root);
  };
  const empty = (): void => {
    render(null, root);
  };
  const change = (): void => {
    (media.matches ? fill : empty)();
  };
  change();
  media.addEventListener("change", change);
  addEventListener("beforeprint", fill);
  addEventListener("afterprint", empty);
  return () => {
    media.removeEventListener("change", change);
    removeEventListener("beforeprint", fill);
    removeEventListener("afterprint", empty);
  };
}
