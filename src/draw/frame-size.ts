/** The height of a frame, which is that of what it holds. */

/** In CSS pixels; what is higher scrolls. */
const HIGHEST = 20_000;
/** Changes of height at one width: what moves without end must not move the notebook. */
const MOST_CHANGES = 200;

/**
 * Gives a frame the height of its page, now and whenever that or the width changes.
 * @param onGone is called when the frame is no longer in the document
 */
export function fitHeight(frame: HTMLIFrameElement, page: Document, onGone: () => void): void {
  let width = -1;
  /** Content whose height depends on the frame would follow it for ever. */
  let isEndless = false;
  let changes = 0;
  const measure = () => {
    const before = frame.clientHeight;
    const height = contentHeight(page);
    frame.style.height = `${height}px`;
    if (height !== before) changes++;
    isEndless = contentHeight(page) > height || changes > MOST_CHANGES;
    if (isEndless && width === frame.clientWidth) frame.style.height = `${before}px`;
  };
  const update = () => {
    if (!frame.isConnected) onGone();
    if (frame.contentDocument !== page) observer.disconnect();
    if (!frame.isConnected || frame.contentDocument !== page) return;
    const isWider = frame.clientWidth !== width;
    if (isWider) changes = 0;
    if (isWider || !isEndless) measure();
    width = frame.clientWidth;
    setFocus(frame, page);
  };
  // Not within the observer's own turn, where a change of size would be an error in the console.
  const observer = new ResizeObserver(() => requestAnimationFrame(update));
  observer.observe(frame);
  observer.observe(page.body);
  update();
}

function contentHeight({ body }: Document): number {
  const height = Math.max(body.getBoundingClientRect().height, body.scrollHeight);
  return Math.min(HIGHEST, Math.ceil(height));
}

/** Keys stop at a frame only where there is something to do in it. */
function setFocus(frame: HTMLIFrameElement, page: Document): void {
  const { body } = page;
  const scrolls = body.scrollWidth > body.clientWidth || body.scrollHeight > frame.clientHeight;
  frame.tabIndex = scrolls || page.querySelector('a[href], summary') ? 0 : -1;
}
